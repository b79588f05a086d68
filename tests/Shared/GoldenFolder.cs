namespace OmniAvatar.Tests;

/// <summary>Finds <c>tests/Golden</c>, the reference's tensors, from wherever the test assembly runs.</summary>
internal static class GoldenFolder
{
    /// <summary>The folder with one sub folder per part of the model.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder below the root: <c>Of("dit", "config.json")</c>.</summary>
    public static string Of(params string[] levels) => Path.Combine([Root, .. levels]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Golden");
            if (Directory.Exists(candidate))
                return candidate;
        }
        throw new DirectoryNotFoundException("No tests/Golden above the test assembly.");
    }
}
