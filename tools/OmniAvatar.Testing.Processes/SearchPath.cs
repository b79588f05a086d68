namespace OmniAvatar.Testing.Processes;

/// <summary>Programs that this machine may have.</summary>
public static class SearchPath
{
    /// <summary>Why ffmpeg is not available here, or null.</summary>
    public static string? MissingFfmpeg { get; } = Find("ffmpeg") is null ? "ffmpeg is not installed" : null;

    /// <summary>The folders of <c>PATH</c>.</summary>
    public static IEnumerable<string> Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');

    /// <summary>The path of a program, or null.</summary>
    public static string? Find(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
