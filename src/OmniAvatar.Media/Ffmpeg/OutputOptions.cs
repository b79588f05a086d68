using System.Globalization;
using FFMpegCore;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Options of outputs that FFMpegCore has no type for.</summary>
internal static class OutputOptions
{
    /// <summary>Reports progress on stdout, which someone must read to its end. When we die, ffmpeg dies of writing to
    /// it. FFMpegCore has progress only where it runs ffmpeg itself.</summary>
    public static FFMpegOutputOptions WithProgressOnStandardOutput(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-progress pipe:1 -nostats");

    /// <summary>Encodes no picture that needs a later one.</summary>
    public static FFMpegOutputOptions WithoutBFrames(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-bf 0");

    /// <summary>Units of time in a second of an mp4's video track.</summary>
    public static FFMpegOutputOptions WithTrackTimeScale(this FFMpegOutputOptions output, int unitsPerSecond) =>
        output.WithCustomArgument(
            string.Create(CultureInfo.InvariantCulture, $"-video_track_timescale {unitsPerSecond}")
        );

    /// <summary>Counts the time of what is encoded in microseconds.</summary>
    public static FFMpegOutputOptions WithMicroseconds(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-enc_time_base 1:1000000");

    /// <summary>Encodes 16-bit samples.</summary>
    public static FFMpegOutputOptions With16BitSamples(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-sample_fmt s16");

    /// <summary>Ends the output soon after it has so many bytes.</summary>
    public static FFMpegOutputOptions WithSizeLimit(this FFMpegOutputOptions output, long bytes) =>
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-fs {bytes}"));

    /// <summary>Writes an mp4 of one fragment whose times go on from the part before: no index, no edit list, no bit
    /// rate, nothing that another part of the same video would not have in its header.</summary>
    /// <param name="output">The output.</param>
    /// <param name="number">The fragment's number, from 1.</param>
    public static FFMpegOutputOptions AsStreamPart(this FFMpegOutputOptions output, int number) =>
        output.WithCustomArgument(
            string.Create(
                CultureInfo.InvariantCulture,
                $"-movflags empty_moov+default_base_moof+frag_discont+delay_moov+skip_trailer -use_editlist 0 -write_btrt 0 -avoid_negative_ts disabled -fragment_index {number}"
            )
        );

    /// <summary>Ends the output after one picture.</summary>
    public static FFMpegOutputOptions WithOnePicture(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-frames:v 1");

    /// <summary>Quality of a WebP picture, 0 to 100.</summary>
    public static FFMpegOutputOptions WithPictureQuality(this FFMpegOutputOptions output, int quality) =>
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-quality {quality}"));

    /// <summary>Quality of a JPEG picture, 31 down to 2.</summary>
    public static FFMpegOutputOptions WithJpegQuality(this FFMpegOutputOptions output, int quality) =>
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-q:v {quality}"));

    /// <summary>Writes the comment tag; an empty comment writes none. FFMpegCore's own metadata does not escape a
    /// backslash before a quote, so a text could add arguments.</summary>
    public static FFMpegOutputOptions WithComment(this FFMpegOutputOptions output, string comment) =>
        comment.Length == 0 ? output : output.WithCustomArgument($"-metadata {Argument.Quote("comment=" + comment)}");
}
