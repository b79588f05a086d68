using System.Globalization;
using System.Text;

namespace OmniAvatar.Cli.Plans;

/// <summary>A plan as a table for people.</summary>
internal static class PlanText
{
    private const int LongestPrompt = 48;

    public static string Of(PlanTable plan)
    {
        var text = new StringBuilder();
        text.AppendLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Frames} frames of {plan.Width}x{plan.Height} at {plan.FramesPerSecond} fps, "
                    + $"segments of {plan.FramesPerSegment} frames"
            )
        );
        text.AppendLine();
        text.AppendLine(Line(plan, "shot", "speaker", "start", "seconds", "segments", "steps", "GPU-seconds"));
        foreach (var row in plan.Shots)
        {
            text.AppendLine(
                Line(
                    plan,
                    string.Create(CultureInfo.InvariantCulture, $"{row.Shot + 1}"),
                    string.Create(CultureInfo.InvariantCulture, $"{row.Speaker + 1}"),
                    Clock(row.StartSeconds),
                    string.Create(CultureInfo.InvariantCulture, $"{row.Seconds:0.00}"),
                    string.Create(CultureInfo.InvariantCulture, $"{row.Segments}"),
                    string.Create(CultureInfo.InvariantCulture, $"{row.Steps}"),
                    Seconds(row.GpuSeconds)
                ) + Shown(plan, row)
            );
        }
        text.AppendLine(
            Line(
                plan,
                "all",
                "",
                "",
                string.Create(CultureInfo.InvariantCulture, $"{(double)plan.Frames / plan.FramesPerSecond:0.00}"),
                string.Create(CultureInfo.InvariantCulture, $"{plan.Segments}"),
                string.Create(CultureInfo.InvariantCulture, $"{plan.Steps}"),
                Seconds(plan.GpuSeconds)
            )
        );
        text.AppendLine();
        return text.Append(Source(plan)).ToString();
    }

    /// <summary>Where the estimate comes from.</summary>
    private static string Source(PlanTable plan) =>
        plan switch
        {
            { MeasuredSegments: 0 } =>
                "There is no estimate of GPU-seconds: this machine has not yet rendered with this model at this "
                    + "size.",
            { MeasuredAlike: true } => string.Create(
                CultureInfo.InvariantCulture,
                $"GPU-seconds are estimated from {plan.MeasuredSegments} segments like these that this "
                    + $"machine rendered."
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"GPU-seconds are estimated from {plan.MeasuredSegments} segments with other steps, "
                    + $"guidance or length that this machine rendered, scaled by the work."
            ),
        };

    private static string Line(
        PlanTable plan,
        string shot,
        string speaker,
        string start,
        string seconds,
        string segments,
        string steps,
        string gpuSeconds
    ) =>
        $"{shot, 5}{(plan.Speakers > 1 ? $"{speaker, 9}" : "")}{start, 13}{seconds, 10}{segments, 10}{steps, 8}{gpuSeconds, 13}";

    /// <summary>What a script or an angle makes of the shot.</summary>
    private static string Shown(PlanTable plan, PlanRow row) =>
        plan.HasScript
            ? string.Create(CultureInfo.InvariantCulture, $"  picture {row.Picture + 1}: {Shortened(row.Prompt)}")
            : "";

    private static string Shortened(string prompt) =>
        prompt.ReplaceLineEndings(" ") is { Length: > LongestPrompt } text ? $"{text[..LongestPrompt]}…" : prompt;

    private static string Clock(double seconds) =>
        TimeSpan.FromSeconds(seconds).ToString(@"h\:mm\:ss\.ff", CultureInfo.InvariantCulture);

    private static string Seconds(double? seconds) =>
        seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0}") : "unknown";
}
