using System.Globalization;
using FFMpegCore;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Options of what an mp4 holds beside film and sound. FFMpegCore has no type for them, or only one that
/// writes a file of its own.</summary>
internal static class FinishingOptions
{
    /// <summary>Takes the tags of an input.</summary>
    public static FFMpegOutputOptions WithTagsOf(this FFMpegOutputOptions output, int input) =>
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-map_metadata {input}"));

    /// <summary>Takes the chapters of an input.</summary>
    public static FFMpegOutputOptions WithChaptersOf(this FFMpegOutputOptions output, int input) =>
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-map_chapters {input}"));

    /// <summary>Writes captions as mp4 has them.</summary>
    public static FFMpegOutputOptions WithSubtitlesOfMp4(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-c:s mov_text");

    /// <summary>Says that the second video is a cover.</summary>
    public static FFMpegOutputOptions WithSecondVideoAsCover(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-disposition:v:1 attached_pic");
}
