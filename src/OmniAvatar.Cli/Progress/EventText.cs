using System.Globalization;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Progress;

/// <summary>Events as sentences, the same on a terminal and in a log.</summary>
internal static class EventText
{
    public static string Of(Planned planned) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{planned.Frames} frames of {planned.Width}x{planned.Height} at {planned.FramesPerSecond} fps, "
                + $"{Shots(planned)}{Count(planned.Segments, "segment")} of "
                + $"{Count(planned.Steps, "step")}{Resumed(planned)}"
        );

    public static string Of(SegmentDone segment) =>
        string.Create(CultureInfo.InvariantCulture, $"segment {segment.SegmentsDone} of {segment.Segments} finished");

    public static string Of(Joining joining) => $"joining {Count(joining.Segments, "segment")} and the sound";

    public static string Of(Warned warned) => $"Warning: {warned.Message}";

    /// <summary>One line of progress.</summary>
    public static string Of(StepProgress progress) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.OverallFraction, 4:P0}  {Doing(progress)}{Left(progress.SecondsLeft)}"
        );

    public static string Of(Done done)
    {
        var verb = done.AlreadyThere ? "is there already" : "is ready";
        var noise = done.RandomWeights
            ? Environment.NewLine + "The model's weights are random, so the video is noise."
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done.Output} {verb}: {done.Frames} frames, {done.Seconds:0.00} s, {done.Width}x{done.Height}.{noise}"
        );
    }

    /// <summary>What is being done, without numbers of the whole.</summary>
    public static string Doing(StepProgress progress) =>
        progress.Phase switch
        {
            RenderPhase.Load => "loading the model",
            RenderPhase.Condition => "reading prompt, picture and speech",
            RenderPhase.Denoise => string.Create(
                CultureInfo.InvariantCulture,
                $"segment {progress.Segment + 1}: step {progress.Step} of {progress.Steps}"
            ),
            RenderPhase.Decode => string.Create(
                CultureInfo.InvariantCulture,
                $"segment {progress.Segment + 1}: decoding"
            ),
            RenderPhase.Encode => string.Create(
                CultureInfo.InvariantCulture,
                $"segment {progress.Segment + 1}: encoding"
            ),
            _ => progress.Segment is { } segment
                ? string.Create(CultureInfo.InvariantCulture, $"segment {segment + 1}: storing")
                : "storing",
        };

    /// <summary>Time left in the coarsest unit that still says something; empty while unknown.</summary>
    public static string Left(double? secondsLeft)
    {
        if (secondsLeft is not { } seconds)
            return "";
        var left = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        var text = left switch
        {
            { TotalHours: >= 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{(long)left.TotalHours} h {left.Minutes} min"
            ),
            { TotalMinutes: >= 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{left.Minutes} min {left.Seconds} s"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{left.Seconds} s"),
        };
        return $", {text} left";
    }

    private static string Shots(Planned planned) => planned.Shots == 1 ? "" : $"{Count(planned.Shots, "shot")} with ";

    private static string Resumed(Planned planned) =>
        planned.SegmentsDone == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {planned.SegmentsDone} finished earlier");

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
