using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>Window arithmetic, the choice of a video size, and the preparation of pictures.</summary>
public sealed class PlanArea : IGoldenArea
{
    private const string Plans = "plan.json";
    private const string Sizes = "match_size.json";

    /// <inheritdoc/>
    public string Name => "plan";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run) =>
        [
            new("plan", [Plans], CheckPlans),
            new("match_size", [Sizes], checks => CheckSizes(checks, run)),
            PictureCase.Create(),
        ];

    private static void CheckPlans(CaseChecks checks)
    {
        var plans = checks.Json(Plans);
        checks.Same("sample_rate", plans["sample_rate"].Integer(), SpeechFrames.SampleRate);
        checks.Same("order_of_sizes", plans["order_of_sizes"].Text(), "height, width");
        foreach (var (field, _) in plans.Fields.Where(f => f.Key.StartsWith(TableField(""), StringComparison.Ordinal)))
            TableOf(plans, field);
        foreach (var row in Rows(plans["rows"]))
        {
            checks.Cancellation.ThrowIfCancellationRequested();
            CheckRow(checks, plans, row);
        }
    }

    private static void CheckRow(CaseChecks checks, GoldenJson plans, GoldenJson row)
    {
        var table = TableOf(
            plans,
            TableField(row["max_hw"].Integer().ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        var size = table.Nearest(row["image_height"].Integer(), row["image_width"].Integer());
        Same(checks, row["selected_height"], size.Height);
        Same(checks, row["selected_width"], size.Width);

        var (samples, rate) = (row["audio_samples"].Long(), row["fps"].Integer());
        var (tokens, overlap) = (row["max_tokens"].Number(), row["overlap_frame"].Integer());
        if (row.Find("error") is { } error)
        {
            error.Taken();
            checks.Same(
                error.Path,
                true,
                IsRefused(() =>
                    SegmentPlanner.Plan(
                        WindowArithmetic.For(tokens, size, overlap),
                        samples,
                        rate,
                        HandoffMode.Reencode
                    )
                )
            );
            return;
        }
        var window = WindowArithmetic.For(tokens, size, overlap);
        var plan = SegmentPlanner.Plan(window, samples, rate, HandoffMode.Reencode);
        CheckTotals(checks, row, window, plan, rate);
        CheckClips(checks, row, window, plan.Shots[0].Segments, size);
        CheckWindows(checks, row["window_detail"], window, plan.Shots[0].Segments);
    }

    private static void CheckTotals(
        CaseChecks checks,
        GoldenJson row,
        WindowArithmetic window,
        RenderPlan plan,
        int rate
    )
    {
        Same(checks, row["window_frames_L"], plan.FramesPerSegment);
        Same(checks, row["window_latent_frames_T"], plan.LatentFramesPerSegment);
        Same(checks, row["audio_frames_unpadded"], plan.AudioFrames);
        Same(checks, row["audio_frames_padded"], plan.PaddedAudioFrames);
        var padded = row["padded_samples"];
        checks.Same(padded.Path, padded.Long(), SpeechFrames.PaddedSamples(plan.PaddedAudioFrames, rate));
        Same(checks, row["windows"], plan.SegmentCount());
        Same(checks, row["final_frames"], plan.TotalFrames);
        Same(checks, row["window_frames_L"], window.FramesPerSegment);
    }

    /// <summary>The clips that pass through the autoencoder, and the frames kept of each window (listed while there are
    /// few windows).</summary>
    private static void CheckClips(
        CaseChecks checks,
        GoldenJson row,
        WindowArithmetic window,
        IReadOnlyList<SegmentPlan> segments,
        VideoSize size
    )
    {
        var picture = row["first_encoder_input_shape"];
        checks.SameList(picture.Path, picture.Integers(), [1, 3, 1, size.Height, size.Width]);
        var later = row["later_encoder_input_frames"];
        if (segments.Count == 1)
            checks.Same(later.Path, true, later.IsNull);
        else
            Same(checks, later, window.OverlapFrames);

        Same(checks, row["last_window_frames_kept"], segments[^1].ShownFrames);
        var kept = row["frames_from_each_window"];
        if (!kept.IsNull)
            checks.SameList(kept.Path, kept.Integers(), [.. segments.Select(s => s.ShownFrames)]);
    }

    /// <summary>Where there are many windows, the middle ones are left out and counted: <c>{"...": 21}</c>.</summary>
    private static void CheckWindows(
        CaseChecks checks,
        GoldenJson details,
        WindowArithmetic window,
        IReadOnlyList<SegmentPlan> segments
    )
    {
        var index = 0;
        foreach (var detail in details.Items)
        {
            if (detail.Find("...") is { } leftOut)
                index = checked(index + leftOut.Integer());
            else
                CheckWindow(checks, detail, window, SegmentAt(segments, index++, details.Path));
        }
        checks.Same($"{details.Path}.count", segments.Count, index);
    }

    private static SegmentPlan SegmentAt(IReadOnlyList<SegmentPlan> segments, int index, string path) =>
        index >= 0 && index < segments.Count
            ? segments[index]
            : throw new BadInputException($"The field '{path}' lists a window {index} of {segments.Count}.");

    private static void CheckWindow(CaseChecks checks, GoldenJson detail, WindowArithmetic window, SegmentPlan segment)
    {
        Same(checks, detail["latent_frames"], window.LatentFramesPerSegment);
        Same(checks, detail["prefix_latent_frames"], segment.PrefixLatentFrames);
        Same(checks, detail["mask_zero_latent_frames"], segment.PrefixLatentFrames);
        Same(checks, detail["audio_rows"], segment.Audio.LeadingZeroRows + segment.Audio.End - segment.Audio.Start);
        var audio = detail["audio"];
        checks.SameList(audio.Path, [.. audio.Items.Select(Run)], Runs(segment.Audio));
    }

    private static List<AudioRows> Runs(AudioRows rows) =>
        [
            .. new[] { new AudioRows(rows.LeadingZeroRows, 0, 0), new AudioRows(0, rows.Start, rows.End) }.Where(run =>
                run != new AudioRows(0, 0, 0)
            ),
        ];

    private static AudioRows Run(GoldenJson run) =>
        run.Find("zeros") is { } zeros
            ? new AudioRows(zeros.Integer(), 0, 0)
            : new AudioRows(0, run["start"].Integer(), run["end"].Integer());

    private void CheckSizes(CaseChecks checks, GoldenRun run)
    {
        var plans = GoldenJson.Read(run.Files, $"{Name}/{Plans}");
        foreach (var row in Rows(checks.Json(Sizes)))
        {
            var table = TableOf(
                plans,
                TableField(row["max_hw"].Integer().ToString(System.Globalization.CultureInfo.InvariantCulture))
            );
            var size = table.Nearest(row["height"].Integer(), row["width"].Integer());
            checks.SameList(row["selected"].Path, row["selected"].Integers(), [size.Height, size.Width]);
        }
    }

    private static SizeTable TableOf(GoldenJson plans, string field) =>
        new(
            field,
            [
                .. plans[field]
                    .Items.Select(size =>
                        size.Integers() is [var height, var width]
                            ? new VideoSize(height, width)
                            : throw new BadInputException($"The field '{size.Path}' is not a height and a width.")
                    ),
            ]
        );

    private static string TableField(string key) => $"image_sizes_{key}";

    private static IEnumerable<GoldenJson> Rows(GoldenJson list) =>
        list.Items.Any() ? list.Items : throw new BadInputException($"The list '{list.Path}' of cases is empty.");

    private static void Same(CaseChecks checks, GoldenJson field, int actual) =>
        checks.Same(field.Path, field.Integer(), actual);

    private static bool IsRefused(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (WrongUseException)
        {
            return true;
        }
    }
}
