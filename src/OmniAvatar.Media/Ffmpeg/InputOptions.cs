using System.Globalization;
using FFMpegCore;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Options of inputs that FFMpegCore has no type for.</summary>
internal static class InputOptions
{
    /// <summary>Ends ffmpeg at the first error; otherwise it passes over what it cannot decode.</summary>
    public static FFMpegInputOptions EndAtErrors(this FFMpegInputOptions input) => input.WithCustomArgument("-xerror");

    /// <summary>Keeps time stamps as the file has them; otherwise ffmpeg counts from the file's first.</summary>
    public static FFMpegInputOptions KeepTimeStamps(this FFMpegInputOptions input) =>
        input.WithCustomArgument("-copyts");

    /// <summary>After a seek, hands on everything from where ffmpeg landed; otherwise what is before the wanted time is
    /// dropped.</summary>
    public static FFMpegInputOptions KeepWhatIsBeforeSeek(this FFMpegInputOptions input) =>
        input.WithCustomArgument("-noaccurate_seek");

    /// <summary>Begins at a time stamp. FFMpegCore's start time counts from the start of the file, in whole
    /// milliseconds, and cannot be negative.</summary>
    /// <param name="input">The input.</param>
    /// <param name="seconds">The time stamp.</param>
    public static FFMpegInputOptions WithStartTimeStamp(this FFMpegInputOptions input, double seconds) =>
        input.WithCustomArgument("-seek_timestamp 1").From(seconds);

    /// <summary>Decodes only pictures that need no other.</summary>
    public static FFMpegInputOptions WithKeyFramesOnly(this FFMpegInputOptions input) =>
        input.WithCustomArgument("-skip_frame nokey");

    /// <summary>Begins at a time of a file that counts from zero. FFMpegCore's start time has whole milliseconds
    /// only.</summary>
    public static FFMpegInputOptions From(this FFMpegInputOptions input, double seconds) =>
        input.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-ss {seconds:0.000000}"));

    /// <summary>Lets a list for the concat demuxer name any file, absolute ones included. The list is ours.</summary>
    public static FFMpegInputOptions WithAnyListedFile(this FFMpegInputOptions list) =>
        list.WithCustomArgument("-safe 0");
}
