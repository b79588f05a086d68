using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Tests.Progress;

public sealed class ProgressEstimatorTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void At_HalfOfTheSteps_CountsTheSegmentsShare()
    {
        var estimator = new ProgressEstimator(segments: 2, segmentsDone: 0, _time);

        var progress = estimator.At(0, new RenderProgress(RenderPhase.Denoise, 5, 10));

        progress.SegmentFraction.ShouldBe(0.45, 1e-9);
        progress.OverallFraction.ShouldBe(0.225, 1e-9);
    }

    [Fact]
    public void At_AfterOneOfFourSegments_ExpectsThreeTimesAsLong()
    {
        var estimator = new ProgressEstimator(segments: 4, segmentsDone: 0, _time);
        _time.Advance(TimeSpan.FromSeconds(10));
        estimator.Finish();

        var progress = estimator.At(1, new RenderProgress(RenderPhase.Denoise, 0, 10));

        progress.SecondsLeft.ShouldNotBeNull().ShouldBe(30, 1e-6);
    }

    [Fact]
    public void At_ResumedRun_MeasuresOnlyWhatThisRunDid()
    {
        var estimator = new ProgressEstimator(segments: 4, segmentsDone: 2, _time);
        _time.Advance(TimeSpan.FromSeconds(10));
        estimator.Finish();

        var progress = estimator.At(3, new RenderProgress(RenderPhase.Denoise, 0, 10));

        progress.OverallFraction.ShouldBe(0.75, 1e-9);
        progress.SecondsLeft.ShouldNotBeNull().ShouldBe(10, 1e-6);
    }

    [Fact]
    public void At_NothingDoneYet_KnowsNoTimeLeft() =>
        new ProgressEstimator(segments: 1, segmentsDone: 0, _time)
            .At(null, new RenderProgress(RenderPhase.Load, 0, 0))
            .SecondsLeft.ShouldBeNull();
}
