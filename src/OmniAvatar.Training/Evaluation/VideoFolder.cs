namespace OmniAvatar.Training.Evaluation;

/// <summary>The videos of a folder.</summary>
public static class VideoFolder
{
    private static readonly string[] Endings = [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"];

    /// <summary>Paths in the order of their names; folders below are not looked into.</summary>
    /// <param name="kind">What the folder holds, for messages.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadInputException">There is no such folder, or no video in it.</exception>
    public static IReadOnlyList<string> List(string kind, string folder)
    {
        if (!Directory.Exists(folder)) throw new BadInputException($"There is no folder {folder} of {kind} videos.");
        List<string> videos = [.. Directory.EnumerateFiles(folder)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        return videos.Count > 0 ? videos : throw new BadInputException($"The folder {folder} holds no {kind} videos ({string.Join(", ", Endings)}).");
    }
}
