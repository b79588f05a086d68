using k8s;
using k8s.Models;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The manifests against Kubernetes' own types, strictly: a misspelled field fails.</summary>
public sealed class KubernetesManifestTests
{
    private const int DrainSeconds = 30;

    private static readonly Lazy<IReadOnlyList<object>> Objects = new(() =>
        [.. RepositoryFiles.Manifests().Where(path => !path.EndsWith("kustomization.yaml", StringComparison.Ordinal))
            .SelectMany(path => KubernetesYaml.LoadAllFromString(File.ReadAllText(path), strict: true))]);

    [Fact]
    public void Manifests_Strictly_AreWhatKubernetesKnows()
    {
        Objects.Value.Select(o => o.GetType()).ShouldBe(
            [typeof(V1Deployment), typeof(V1Service), typeof(V1PodDisruptionBudget), typeof(V1Job), typeof(V1Namespace),
             typeof(V1NetworkPolicy), typeof(V1Deployment), typeof(V2HorizontalPodAutoscaler), typeof(V1Secret)],
            ignoreOrder: true);
    }

    [Fact]
    public void Load_MisspelledField_IsRefused() =>
        Should.Throw<YamlDotNet.Core.YamlException>(() => KubernetesYaml.LoadAllFromString(
            RepositoryFiles.Read("deploy/kubernetes/renderer.yaml").Replace("terminationGracePeriodSeconds", "terminationGraceSeconds", StringComparison.Ordinal),
            strict: true));

    [Theory]
    [InlineData("gateway")]
    [InlineData("renderer")]
    public void Deployment_OfASilo_OutlivesItsDrainAndIsProbed(string name)
    {
        var pod = Deployment(name).Spec.Template.Spec;
        pod.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThan(DrainSeconds);
        var container = pod.Containers.ShouldHaveSingleItem();
        container.ReadinessProbe.HttpGet.Path.ShouldBe("/readyz");
        container.LivenessProbe.HttpGet.Path.ShouldBe("/healthz");
        container.StartupProbe.ShouldNotBeNull();
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
    }

    [Fact]
    public void Renderer_Weights_AreMountedReadOnly()
    {
        var container = Deployment("renderer").Spec.Template.Spec.Containers[0];
        container.VolumeMounts.Single(m => m.Name == "models").ReadOnlyProperty.ShouldBe(true);
        container.Resources.Limits["nvidia.com/gpu"].ToString().ShouldBe("1");
    }

    [Fact]
    public void Autoscaler_Renderers_FollowTheBacklog()
    {
        var scaler = Objects.Value.OfType<V2HorizontalPodAutoscaler>().Single();
        scaler.Spec.ScaleTargetRef.Name.ShouldBe("renderer");
        scaler.Spec.Metrics.ShouldHaveSingleItem().External.Metric.Name.ShouldBe("omniavatar_backlog_gpu_seconds");
    }

    [Fact]
    public void Kustomization_Resources_AreAllManifestsButTheExample()
    {
        var named = RepositoryFiles.Read("deploy/kubernetes/kustomization.yaml").Split('\n').Where(l => l.StartsWith("  - ", StringComparison.Ordinal)).Select(l => l[4..].Trim());
        named.ShouldBe(RepositoryFiles.Manifests().Select(p => Path.GetFileName(p)!).Except(["kustomization.yaml", "secret.example.yaml"]), ignoreOrder: true);
    }

    private static V1Deployment Deployment(string name) => Objects.Value.OfType<V1Deployment>().Single(d => d.Metadata.Name == name);
}
