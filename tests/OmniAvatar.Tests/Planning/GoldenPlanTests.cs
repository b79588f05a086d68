using System.Text.Json;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Planning;

/// <summary>The reference's window arithmetic, row by row.</summary>
public sealed class GoldenPlanTests
{
    private static readonly JsonElement Plans = Read("plan.json");

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, Plans.GetProperty("rows").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Plan_RowOfTheReference_IsTheSame(int index)
    {
        var row = Plans.GetProperty("rows")[index];
        var size = TableOf(row).Nearest(Int(row, "image_height"), Int(row, "image_width"));
        (size.Height, size.Width).ShouldBe((Int(row, "selected_height"), Int(row, "selected_width")));

        if (row.TryGetProperty("error", out _))
        {
            Should.Throw<WrongUseException>(() => WindowOf(row, size)).Message.ShouldContain("more than the overlap");
            return;
        }

        var window = WindowOf(row, size);
        var plan = SegmentPlanner.Plan(
            window,
            row.GetProperty("audio_samples").GetInt64(),
            Int(row, "fps"),
            HandoffMode.Reencode
        );
        CheckTotals(row, window, plan);
        CheckWindows(row, window, plan.Shots.ShouldHaveSingleItem().Segments);
    }

    [Fact]
    public void Nearest_SizesOfTheReference_AreTheSame()
    {
        foreach (var row in Read("match_size.json").EnumerateArray())
        {
            var size = TableOf(row).Nearest(Int(row, "height"), Int(row, "width"));
            new[] { size.Height, size.Width }.ShouldBe([
                row.GetProperty("selected")[0].GetInt32(),
                row.GetProperty("selected")[1].GetInt32(),
            ]);
        }
    }

    [Theory]
    [InlineData("480p", "image_sizes_720")]
    [InlineData("720p", "image_sizes_1280")]
    public void Named_Table_HoldsTheReferencesSizesInOrder(string name, string property) =>
        SizeTable
            .Named(name)
            .Sizes.Select(s => new[] { s.Height, s.Width })
            .ShouldBe(
                Plans.GetProperty(property).EnumerateArray().Select(s => new[] { s[0].GetInt32(), s[1].GetInt32() })
            );

    private static void CheckTotals(JsonElement row, WindowArithmetic window, RenderPlan plan)
    {
        plan.FramesPerSegment.ShouldBe(Int(row, "window_frames_L"));
        plan.LatentFramesPerSegment.ShouldBe(Int(row, "window_latent_frames_T"));
        plan.AudioFrames.ShouldBe(Int(row, "audio_frames_unpadded"));
        plan.PaddedAudioFrames.ShouldBe(Int(row, "audio_frames_padded"));
        SpeechFrames
            .PaddedSamples(plan.PaddedAudioFrames, Int(row, "fps"))
            .ShouldBe(row.GetProperty("padded_samples").GetInt64());
        plan.TotalFrames.ShouldBe(Int(row, "final_frames"));
        plan.SegmentCount().ShouldBe(Int(row, "windows"));

        var segments = plan.Shots[0].Segments;
        segments[^1].ShownFrames.ShouldBe(Int(row, "last_window_frames_kept"));
        if (row.GetProperty("frames_from_each_window") is { ValueKind: JsonValueKind.Array } kept)
            segments.Select(s => s.ShownFrames).ShouldBe(kept.EnumerateArray().Select(k => k.GetInt32()));
        if (segments.Count > 1)
            window.OverlapFrames.ShouldBe(Int(row, "later_encoder_input_frames"));
    }

    /// <summary>Rows with many windows list the first ones, <c>{"...": count left out}</c>, and the last
    /// ones.</summary>
    private static void CheckWindows(JsonElement row, WindowArithmetic window, IReadOnlyList<SegmentPlan> segments)
    {
        var index = 0;
        foreach (var detail in row.GetProperty("window_detail").EnumerateArray())
        {
            if (detail.TryGetProperty("...", out var leftOut))
            {
                index += leftOut.GetInt32();
                continue;
            }
            var segment = segments[index++];
            segment.PrefixLatentFrames.ShouldBe(Int(detail, "prefix_latent_frames"));
            segment.PrefixLatentFrames.ShouldBe(Int(detail, "mask_zero_latent_frames"));
            window.LatentFramesPerSegment.ShouldBe(Int(detail, "latent_frames"));
            AudioRowsOf(segment.Audio).Count().ShouldBe(Int(detail, "audio_rows"));
            AudioRowsOf(segment.Audio).ShouldBe(AudioRowsOf(detail.GetProperty("audio")));
        }
        index.ShouldBe(segments.Count);
    }

    private static IEnumerable<int> AudioRowsOf(AudioRows rows) =>
        Enumerable.Repeat(-1, rows.LeadingZeroRows).Concat(Enumerable.Range(rows.Start, rows.End - rows.Start));

    private static IEnumerable<int> AudioRowsOf(JsonElement runs) =>
        runs.EnumerateArray()
            .SelectMany(run =>
                run.TryGetProperty("zeros", out var zeros)
                    ? Enumerable.Repeat(-1, zeros.GetInt32())
                    : Enumerable.Range(Int(run, "start"), Int(run, "end") - Int(run, "start"))
            );

    private static WindowArithmetic WindowOf(JsonElement row, VideoSize size) =>
        WindowArithmetic.For(row.GetProperty("max_tokens").GetDouble(), size, Int(row, "overlap_frame"));

    private static SizeTable TableOf(JsonElement row) => Int(row, "max_hw") == 720 ? SizeTable.P480 : SizeTable.P720;

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Of("plan", name)));
        return document.RootElement.Clone();
    }
}
