using System.Xml.Linq;

namespace OmniAvatar.Deploy.Tests.Sources;

/// <summary>Whoever looks for the tests of a project finds them by its name, and the tests of one project stand
/// without another's.</summary>
public sealed class TestProjectsTests
{
    private const string Suffix = ".Tests";
    private const string ClusterTests = "OmniAvatar.Cluster.Tests";
    private const string Programs = "Programs: they are tested as processes, and one does nothing without the other.";
    private const int MostFiles = 12;

    private static readonly string[] Products = ["src", "grains", "silos"];
    private static readonly string[] Others = ["tools", "bench"];

    /// <summary>Projects of the product without tests of that name: whose tests they are in, and why.</summary>
    private static readonly Dictionary<string, (string Tests, string Reason)> TestedElsewhere = new()
    {
        ["OmniAvatar.Silos.Gateway"] = (ClusterTests, Programs),
        ["OmniAvatar.Silos.Renderer"] = (ClusterTests, Programs),
    };

    /// <summary>Test projects that are named after no project, and what they test.</summary>
    private static readonly Dictionary<string, string> OfNoProject = new()
    {
        [ClusterTests] = "The processes of a cluster together: gateway and renderer.",
        ["OmniAvatar.Deploy.Tests"] = "What is no assembly: images, manifests, documents, the launcher, this table.",
        ["OmniAvatar.TorchSharpRepair.Tests"] = "The project build/TorchSharpRepair, a part of the build.",
    };

    [Fact]
    public void Products_Each_HasTestsOfItsNameOrAReasonWhyNot() =>
        Projects(Products)
            .Where(project => !TestedElsewhere.ContainsKey(project))
            .Select(project => project + Suffix)
            .Except(Projects("tests"))
            .ShouldBeEmpty();

    [Fact]
    public void Exceptions_Each_IsNeededAndNamesTestsThatAreThere()
    {
        TestedElsewhere.Keys.Except(Projects(Products)).ShouldBeEmpty();
        TestedElsewhere.Keys.Select(project => project + Suffix).Intersect(Projects("tests")).ShouldBeEmpty();
        TestedElsewhere.Values.Select(elsewhere => elsewhere.Tests).Except(Projects("tests")).ShouldBeEmpty();
    }

    [Fact]
    public void TestProjects_Each_IsNamedAfterAProjectOrSaysWhatItTests() =>
        Projects("tests")
            .Except(Projects([.. Products, .. Others]).Select(project => project + Suffix))
            .ShouldBe(OfNoProject.Keys, ignoreOrder: true);

    /// <summary>What several need is in tests/Shared or in a project of tools.</summary>
    [Fact]
    public void TestProjects_Each_TakesNothingFromAnother() =>
        ProjectFiles("tests")
            .SelectMany(file => XDocument.Load(file).Descendants().Attributes("Include").Select(a => (file, a.Value)))
            .Where(item => item.Value.StartsWith("../OmniAvatar", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Folders_OfTests_HoldAtMostADozenFiles() =>
        Directory
            .EnumerateFiles(RepositoryFiles.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!)
            .Where(folder => !folder.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .CountBy(folder => folder)
            .Where(folder => folder.Value > MostFiles)
            .ShouldBeEmpty();

    private static IEnumerable<string> Projects(params string[] folders) =>
        folders.SelectMany(ProjectFiles).Select(file => Path.GetFileNameWithoutExtension(file)!);

    /// <summary>One a folder, directly below.</summary>
    private static IEnumerable<string> ProjectFiles(string folder) =>
        Directory
            .EnumerateDirectories(RepositoryFiles.PathOf(folder))
            .SelectMany(project => Directory.EnumerateFiles(project, "*.csproj"));
}
