namespace OmniAvatar.Deploy.Tests;

/// <summary>Files of the repository that these tests read.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    public static IEnumerable<string> Manifests() =>
        Directory.EnumerateFiles(PathOf("deploy/kubernetes"), "*.yaml").Order(StringComparer.Ordinal);

    /// <summary>Every Markdown file of the repository; a downloaded model's own is none.</summary>
    public static IEnumerable<string> Documents() =>
        ((string[])[".", "models", "samples", "tests/Golden", "docs", "docs/decisions"])
            .Select(PathOf)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md"));

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "OmniAvatar.Cluster.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
