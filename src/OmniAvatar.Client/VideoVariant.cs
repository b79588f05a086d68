namespace OmniAvatar.Client;

/// <summary>One of the files that a finished video has.</summary>
/// <param name="Name">As <c>variant</c> names it.</param>
/// <param name="Suffix">How its file's name ends, such as <c>.mp4</c>.</param>
public sealed record VideoVariant(string Name, string Suffix)
{
    /// <summary>The video.</summary>
    public static VideoVariant Video { get; } = new("video", ".mp4");

    /// <summary>One frame as WebP.</summary>
    public static VideoVariant Thumbnail { get; } = new("thumbnail", ".webp");

    /// <summary>Up to 100 frames as one JPEG.</summary>
    public static VideoVariant Spritesheet { get; } = new("spritesheet", ".jpg");

    /// <summary>The sound alone, AAC in mp4.</summary>
    public static VideoVariant Audio { get; } = new("audio", ".m4a");

    /// <summary>The captions as WebVTT; videos without captions have none.</summary>
    public static VideoVariant Subtitles { get; } = new("subtitles", ".vtt");

    /// <summary>All of them, the video first.</summary>
    public static IReadOnlyList<VideoVariant> All { get; } = [Video, Thumbnail, Spritesheet, Audio, Subtitles];

    /// <summary>The variant of a name, or null.</summary>
    public static VideoVariant? Find(string name) => All.FirstOrDefault(variant => variant.Name == name);
}
