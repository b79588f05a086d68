using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Measures;
using OmniAvatar.Listening;

namespace OmniAvatar.Datasets.Tests.Curation;

public class CutPlannerTests
{
    private readonly CutPlanner _planner = new(least: 75, most: 500);

    [Fact]
    public void Cut_Pauses_CutsAtTheLastThatFits() =>
        _planner.Cut(900, [100, 480, 520]).ShouldBe([new FrameSpan(0, 480), new FrameSpan(480, 900)]);

    [Fact]
    public void Cut_NobodyPauses_CutsEvenly() =>
        _planner.Cut(1001, []).ShouldBe([new FrameSpan(0, 333), new FrameSpan(333, 667), new FrameSpan(667, 1001)]);

    [Fact]
    public void Cut_PauseNearTheEnd_LeavesTheRestLongEnough() =>
        _planner.Cut(520, [300, 490]).ShouldBe([new FrameSpan(0, 300), new FrameSpan(300, 520)]);

    [Theory]
    [InlineData(74, 0)]
    [InlineData(75, 1)]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    public void Cut_AnyLength_IsWithinTheBounds(int frames, int clips)
    {
        var spans = _planner.Cut(frames, []);
        spans.Count.ShouldBe(clips);
        spans.ShouldAllBe(span => span.Length >= 75 && span.Length <= 500);
    }

    [Fact]
    public void ShareOf_HalfPaused_IsHalf()
    {
        var times = new SpeechTimes([new Pause(16_000, 32_000), new Pause(48_000, 64_000)], samples: 64_000);
        times.Places.ShouldBe([37, 87]);
        times.ShareOf(new FrameSpan(0, 50)).ShouldBe(0.5);
        times.ShareOf(new FrameSpan(0, 25)).ShouldBe(1);
        times.ShareOf(new FrameSpan(100, 150)).ShouldBe(0); // beyond the sound
    }

    [Fact]
    public void Variance_FlatAndDots_IsKnown()
    {
        BlurMeter.Variance(new byte[100], width: 10).ShouldBe(0);
        // One bright pixel in the middle of 5x5: the inner 3x3 has -4v once, v four times, 0 four times.
        var dot = new byte[25];
        dot[12] = 9;
        BlurMeter.Variance(dot, width: 5).ShouldBe((16 * 81 + 4 * 81) / 9.0, 1e-9);
    }
}
