using YamlDotNet.Serialization;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The compose file against the images that the Dockerfile builds and the promises of a drain.</summary>
public sealed class ComposeTests
{
    private static readonly Lazy<Dictionary<object, object>> Services = new(() => Map(Load("deploy/compose.yaml")["services"]));

    [Fact]
    public void Services_Compose_AreTheWholeCluster() => Services.Value.Keys.Cast<string>().ShouldBe(
        ["postgres", "azurite", "init", "gateway-1", "gateway-2", "renderer"], ignoreOrder: true);

    [Theory]
    [InlineData("gateway-1")]
    [InlineData("gateway-2")]
    [InlineData("renderer")]
    public void Silo_Compose_LeavesLaterThanItsDrainAndWaitsForTheSchema(string name)
    {
        var service = Map(Services.Value[name]);
        int.Parse(((string)service["stop_grace_period"]).TrimEnd('s')).ShouldBeGreaterThan(30);
        Map(service["depends_on"]).Keys.ShouldContain("init");
        service.Keys.ShouldContain("healthcheck");
    }

    [Fact]
    public void Targets_OfEveryService_AreStagesOfTheDockerfile()
    {
        var stages = RepositoryFiles.Read("docker/Dockerfile").Split('\n').Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)).Select(l => l.Split(' ')[^1]).ToArray();
        string[] built = ["gateway", "renderer-cpu", "renderer-cuda"];
        stages.ShouldBeUnique();
        built.ShouldBeSubsetOf(stages);
        foreach (var service in Services.Value.Values.Select(Map).Where(s => s.ContainsKey("build")))
            stages.ShouldContain(DefaultOf((string)Map(service["build"])["target"]));
    }

    /// <summary>What <c>${NAME:-default}</c> says without the variable.</summary>
    private static string DefaultOf(string value) => value.StartsWith("${", StringComparison.Ordinal) ? value[(value.IndexOf(":-", StringComparison.Ordinal) + 2)..^1] : value;

    private static Dictionary<object, object> Load(string path)
    {
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(RepositoryFiles.Read(path))));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser);
    }

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;
}
