namespace OmniAvatar.Evaluation;

/// <summary>The videos of a folder.</summary>
public static class VideoFolder
{
    /// <summary>Files beside videos that are not videos: pictures, sounds, texts and reports, by ending. Everything
    /// else is tried.</summary>
    private static readonly HashSet<string> OtherEndings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".bmp",
        ".tif",
        ".tiff",
        ".heic",
        ".avif",
        ".svg",
        ".wav",
        ".mp3",
        ".flac",
        ".ogg",
        ".opus",
        ".m4a",
        ".aac",
        ".wma",
        ".aiff",
        ".txt",
        ".md",
        ".json",
        ".jsonl",
        ".csv",
        ".tsv",
        ".html",
        ".xml",
        ".yaml",
        ".yml",
        ".rttm",
        ".srt",
        ".vtt",
        ".ass",
        ".log",
        ".pdf",
        ".safetensors",
        ".pt",
        ".pth",
        ".bin",
        ".npy",
        ".npz",
        ".zip",
        ".tar",
        ".gz",
        ".py",
        ".sh",
        ".sha256",
        ".partial",
    };

    /// <summary>Paths in the order of their names: every file but hidden ones and those whose ending says that they are
    /// something else. A file that is not a video is left out with a reason when it is measured. Folders below are not
    /// looked into.</summary>
    /// <param name="kind">What the folder holds, for messages.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadInputException">The folder does not exist, cannot be read, or has no video.</exception>
    public static IReadOnlyList<string> List(string kind, string folder)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException($"The folder {folder} of {kind} videos does not exist.");
        try
        {
            List<string> videos =
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Where(path => !OtherEndings.Contains(Path.GetExtension(path)) && Path.GetFileName(path)[0] != '.')
                    .Order(StringComparer.Ordinal),
            ];
            return videos.Count > 0
                ? videos
                : throw new BadInputException($"The folder {folder} holds no {kind} videos.");
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The folder {folder} of {kind} videos cannot be read.", e);
        }
    }
}
