namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>Names of files that a list from outside gives: they must stay inside the list's folder, links
/// included.</summary>
internal static class FolderPath
{
    private const int LongestName = 1024;

    /// <summary>Whether a relative name has only steps downwards.</summary>
    public static bool IsInside(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.Contains('\0')
        && !name.Contains('\\')
        && !Path.IsPathRooted(name)
        && name.Split('/').All(step => step is not ("" or "." or ".."));

    /// <summary>The path of a listed file.</summary>
    /// <exception cref="BadInputException">The name, or a folder on its way, is a link, which could lead
    /// anywhere.</exception>
    public static string Resolve(string folder, string name)
    {
        var path = folder;
        foreach (var step in name.Split('/'))
        {
            path = Path.Combine(path, step);
            if (new FileInfo(path).LinkTarget is not null)
                throw new BadInputException($"{path} is a link, which could lead out of its folder.");
        }
        return path;
    }
}
