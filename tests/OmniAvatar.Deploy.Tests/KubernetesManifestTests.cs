using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The manifests against Kubernetes' own types, strictly: a misspelled field fails.</summary>
public sealed class KubernetesManifestTests
{
    private const int DrainSeconds = 30;

    private static readonly Lazy<IReadOnlyList<object>> Objects = new(() =>
        [
            .. RepositoryFiles
                .Manifests()
                .Where(path => !path.EndsWith("kustomization.yaml", StringComparison.Ordinal))
                .SelectMany(path => KubernetesYaml.LoadAllFromString(File.ReadAllText(path), strict: true)),
        ]
    );

    private static readonly Lazy<Kustomization> Kustomized = new(() =>
        new DeserializerBuilder()
            .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build()
            .Deserialize<Kustomization>(RepositoryFiles.Read("deploy/kubernetes/kustomization.yaml"))
    );

    public static TheoryData<string> Silos => ["gateway", "renderer"];

    /// <summary>No Job among them: its template cannot be changed, so the next release could not be applied while it is
    /// there.</summary>
    [Fact]
    public void Manifests_Strictly_AreWhatKubernetesKnows()
    {
        Objects
            .Value.Select(o => o.GetType())
            .ShouldBe(
                [
                    typeof(V1Deployment),
                    typeof(V1Service),
                    typeof(V1PodDisruptionBudget),
                    typeof(V1Namespace),
                    typeof(V1NetworkPolicy),
                    typeof(V1Deployment),
                    typeof(V2HorizontalPodAutoscaler),
                    typeof(V1Secret),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Load_MisspelledField_IsRefused() =>
        Should.Throw<YamlDotNet.Core.YamlException>(() =>
            KubernetesYaml.LoadAllFromString(
                RepositoryFiles
                    .Read("deploy/kubernetes/renderer.yaml")
                    .Replace("terminationGracePeriodSeconds", "terminationGraceSeconds", StringComparison.Ordinal),
                strict: true
            )
        );

    [Theory]
    [MemberData(nameof(Silos))]
    public void Deployment_OfASilo_OutlivesItsDrainAndIsProbed(string name)
    {
        var pod = Pod(name);
        pod.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThan(DrainSeconds);
        var container = pod.Containers.ShouldHaveSingleItem();
        container.ReadinessProbe.HttpGet.Path.ShouldBe("/readyz");
        container.LivenessProbe.HttpGet.Path.ShouldBe("/healthz");
        container.StartupProbe.ShouldNotBeNull();
    }

    /// <summary>As the images were proved: the user that they are made for, nothing but /scratch to write, no
    /// rights.</summary>
    [Theory]
    [MemberData(nameof(Silos))]
    public void Pod_OfASilo_MayWriteToItsScratchAlone(string name)
    {
        var pod = Pod(name);
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        pod.SecurityContext.RunAsUser.ShouldBe(1654);
        pod.SecurityContext.FsGroup.ShouldBe(1654);
        pod.AutomountServiceAccountToken.ShouldBe(false);
        pod.Volumes.Single(volume => volume.Name == "scratch").EmptyDir.ShouldNotBeNull();
        foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
        {
            container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
            container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
            container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
            container
                .VolumeMounts.Where(mount => mount.ReadOnlyProperty != true)
                .ShouldHaveSingleItem()
                .MountPath.ShouldBe("/scratch");
        }
    }

    [Fact]
    public void Gateway_BeforeItStarts_MakesTheSchemaWithItsOwnRelease()
    {
        var pod = Pod("gateway");
        var init = pod.InitContainers.ShouldHaveSingleItem();
        init.Args.ShouldBe(["cluster", "init"]);
        init.Image.ShouldBe(pod.Containers[0].Image);
        init.Env.Select(variable => variable.Name).ShouldBe(["OMNIAVATAR_POSTGRES", "OMNIAVATAR_BLOBS"]);
    }

    [Fact]
    public void Renderer_Weights_AreMountedReadOnlyAndHaveAName()
    {
        var container = Pod("renderer").Containers[0];
        container.VolumeMounts.Single(m => m.Name == "models").ReadOnlyProperty.ShouldBe(true);
        container.Resources.Limits["nvidia.com/gpu"].ToString().ShouldBe("1");
        container.Args.ShouldBe(["--model", "omniavatar=/models"]);
    }

    [Fact]
    public void Autoscaler_Renderers_FollowTheBacklog()
    {
        var scaler = Objects.Value.OfType<V2HorizontalPodAutoscaler>().Single();
        scaler.Spec.ScaleTargetRef.Name.ShouldBe("renderer");
        scaler.Spec.Metrics.ShouldHaveSingleItem().External.Metric.Name.ShouldBe("omniavatar_backlog_gpu_seconds");
    }

    [Fact]
    public void Kustomization_Resources_AreAllManifestsButTheExample() =>
        Kustomized.Value.Resources.ShouldBe(
            RepositoryFiles
                .Manifests()
                .Select(p => Path.GetFileName(p)!)
                .Except(["kustomization.yaml", "secret.example.yaml"]),
            ignoreOrder: true
        );

    /// <summary>One place says from where and of which release the images are, for all of them.</summary>
    [Fact]
    public void Kustomization_Images_AreThoseOfThePodsAndOfOneRelease()
    {
        var used = ((string[])["gateway", "renderer"])
            .Select(Pod)
            .SelectMany(pod => pod.Containers.Concat(pod.InitContainers ?? []))
            .Select(c => c.Image.Split(':')[0]);
        Kustomized.Value.Images.Select(image => image.Name).ShouldBe(used.Distinct(), ignoreOrder: true);
        Kustomized.Value.Images.ShouldAllBe(image =>
            image.NewName.EndsWith("/" + image.Name, StringComparison.Ordinal)
        );
        Kustomized.Value.Images.Select(image => image.NewTag).Distinct().ShouldHaveSingleItem().ShouldMatch("^[0-9]");
    }

    private static V1PodSpec Pod(string name) =>
        Objects.Value.OfType<V1Deployment>().Single(d => d.Metadata.Name == name).Spec.Template.Spec;

    private sealed class Kustomization
    {
        public List<string> Resources { get; set; } = [];

        public List<KustomizedImage> Images { get; set; } = [];
    }

    private sealed class KustomizedImage
    {
        public string Name { get; set; } = "";

        public string NewName { get; set; } = "";

        public string NewTag { get; set; } = "";
    }
}
