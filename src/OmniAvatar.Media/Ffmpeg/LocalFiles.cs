using FFMpegCore.Arguments;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>
/// How ffmpeg and ffprobe open a file: it may not make them read an address, and may be read by the named demuxers
/// only. FFMpegCore has no type for either list.
/// </summary>
/// <param name="Demuxers">Names that ffmpeg gives them, with commas between; null allows all.</param>
internal sealed record LocalFiles(string? Demuxers = null) : IArgument
{
    /// <summary>Whatever the demuxer: for files of ours whose format is forced or that are only decoded.</summary>
    public static LocalFiles Any { get; } = new();

    /// <summary>The videos that we write.</summary>
    public static LocalFiles OurVideos { get; } = new("mov,mp4");

    /// <summary>The sound tracks that we write.</summary>
    public static LocalFiles OurTracks { get; } = new("flac");

    /// <inheritdoc/>
    public string Text => "-protocol_whitelist file" + (Demuxers is null ? "" : " -format_whitelist " + Demuxers);
}
