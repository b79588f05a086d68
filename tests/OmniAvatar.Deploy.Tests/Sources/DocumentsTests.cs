using System.Text.RegularExpressions;

namespace OmniAvatar.Deploy.Tests.Sources;

/// <summary>What the documents say of the tree is so.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] ProductFolders = ["src", "grains", "silos"];

    [Fact]
    public void Links_ToFilesOfTheRepository_LeadSomewhere() =>
        RepositoryFiles.Documents().SelectMany(DeadLinks).ShouldBeEmpty();

    [Fact]
    public void Architecture_ItsTree_NamesEveryProjectOfTheProductAndNoOther()
    {
        var document = RepositoryFiles.Read("docs/architecture.md");
        var tree = document.Split("```")[1];

        DrawnProject().Matches(tree).Select(drawn => drawn.Groups[1].Value).Order().ShouldBe(Projects().Order());
    }

    [Fact]
    public void Decisions_Each_IsListedOnceByItsTitle()
    {
        var list = RepositoryFiles.Read("docs/decisions/README.md");

        foreach (var file in RepositoryFiles.Documents().Where(file => NumberedDecision().IsMatch(file)))
            Regex.Count(list, Regex.Escape($"]({Path.GetFileName(file)})")).ShouldBe(1, file);
    }

    private static IEnumerable<string> Projects() =>
        from folder in ProductFolders
        from project in Directory.EnumerateFiles(
            RepositoryFiles.PathOf(folder),
            "OmniAvatar*.csproj",
            SearchOption.AllDirectories
        )
        select Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> DeadLinks(string document) =>
        from link in LocalLink().Matches(File.ReadAllText(document))
        let target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value))
        where !Path.Exists(target)
        select $"{document}: {link.Groups[1].Value}";

    /// <summary>A line of the tree, such as <c>src/     OmniAvatar.Media/</c>.</summary>
    [GeneratedRegex(@"^(?:(?:src|grains|silos)/)? +(OmniAvatar[\w.]*)/ ", RegexOptions.Multiline)]
    private static partial Regex DrawnProject();

    [GeneratedRegex(@"/decisions/\d{4}-[^/]+\.md$")]
    private static partial Regex NumberedDecision();

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex LocalLink();
}
