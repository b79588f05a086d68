using YamlDotNet.Serialization;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The compose file against the images that the Dockerfile builds and the promises of a drain.</summary>
public sealed class ComposeTests
{
    private static readonly Lazy<Dictionary<object, object>> Services = new(() =>
        Map(Load("deploy/compose.yaml")["services"])
    );

    public static TheoryData<string> Silos => ["gateway-1", "gateway-2", "renderer"];

    public static TheoryData<string> Ours => ["init", "gateway-1", "gateway-2", "renderer"];

    [Fact]
    public void Services_Compose_AreTheWholeCluster() =>
        Services
            .Value.Keys.Cast<string>()
            .ShouldBe(["postgres", "azurite", "init", "gateway-1", "gateway-2", "renderer"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Silos))]
    public void Silo_Compose_LeavesLaterThanItsDrainAndWaitsForTheSchema(string name)
    {
        var service = Map(Services.Value[name]);
        int.Parse(((string)service["stop_grace_period"]).TrimEnd('s')).ShouldBeGreaterThan(30);
        Map(service["depends_on"]).Keys.ShouldContain("init");
        Texts(Map(service["healthcheck"])["test"]).ShouldBe(["CMD-SHELL", "ready"]);
    }

    /// <summary>A tmpfs would belong to root: the unprivileged user of the images could not write to it, and no process
    /// would start.</summary>
    [Theory]
    [MemberData(nameof(Ours))]
    public void Process_Compose_WritesToItsScratchVolumeAlone(string name)
    {
        var service = Map(Services.Value[name]);
        service["read_only"].ShouldBe("true");
        service.Keys.ShouldNotContain("tmpfs");
        service.Keys.ShouldNotContain("user");
        Texts(service["volumes"])
            .Where(volume => !volume.EndsWith(":ro", StringComparison.Ordinal))
            .ShouldBe(["/scratch"]);
        Texts(service["cap_drop"]).ShouldBe(["ALL"]);
        Texts(service["security_opt"]).ShouldBe(["no-new-privileges:true"]);
    }

    /// <summary>Some engines split the words of a list that begins with CMD at their blanks, and then call what crashes
    /// healthy.</summary>
    [Fact]
    public void HealthChecks_Compose_AreForAShell() =>
        Services
            .Value.Values.Select(Map)
            .Where(service => service.ContainsKey("healthcheck"))
            .ShouldAllBe(service => Texts(Map(service["healthcheck"])["test"])[0] == "CMD-SHELL");

    /// <summary>The server that makes the database on the first start answers at the socket alone.</summary>
    [Fact]
    public void Database_Compose_IsAskedByTcp() =>
        Texts(Map(Map(Services.Value["postgres"])["healthcheck"])["test"])[1].ShouldContain("--host 127.0.0.1");

    [Fact]
    public void Images_OfOthers_HaveATag() =>
        Services
            .Value.Values.Select(Map)
            .Where(service => !service.ContainsKey("build"))
            .Select(service => (string)service["image"])
            .ShouldAllBe(image => image.Contains(':') && !image.EndsWith(":latest", StringComparison.Ordinal));

    [Fact]
    public void Renderer_Compose_NamesItsModel() =>
        Texts(Map(Services.Value["renderer"])["command"])
            .ShouldBe(["--model", "${OMNIAVATAR_MODEL_NAME:-demo}=/models"]);

    [Fact]
    public void Targets_OfEveryService_AreStagesOfTheDockerfile()
    {
        var stages = Dockerfile.OfRepository.Stages.Select(s => s.Name).ToList();
        foreach (var service in Services.Value.Values.Select(Map).Where(s => s.ContainsKey("build")))
            stages.ShouldContain(DefaultOf((string)Map(service["build"])["target"]));
    }

    /// <summary>What <c>${NAME:-default}</c> says without the variable.</summary>
    private static string DefaultOf(string value) =>
        value.StartsWith("${", StringComparison.Ordinal)
            ? value[(value.IndexOf(":-", StringComparison.Ordinal) + 2)..^1]
            : value;

    private static Dictionary<object, object> Load(string path)
    {
        var parser = new YamlDotNet.Core.MergingParser(
            new YamlDotNet.Core.Parser(new StringReader(RepositoryFiles.Read(path)))
        );
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser);
    }

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    private static List<string> Texts(object node) => [.. ((List<object>)node).Cast<string>()];
}
