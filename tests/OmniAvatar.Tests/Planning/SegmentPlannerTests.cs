using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Planning;

public sealed class SegmentPlannerTests
{
    private static readonly VideoSize Size = new(400, 720);

    [Theory]
    [InlineData(HandoffMode.Reencode)]
    [InlineData(HandoffMode.Latents)]
    public void Plan_ThousandsOfRandomJobs_ShowEveryFrameOnceAndInOrder(HandoffMode handoff)
    {
        var random = new Random(20250822);
        for (var trial = 0; trial < 3000; trial++)
        {
            var window = RandomWindow(random);
            var samples = random.NextInt64(1, random.Next(2) == 0 ? 200_000 : 20_000_000);
            var plan = SegmentPlanner.Plan(window, samples, 25, handoff);
            CheckPlan(plan, window, samples, handoff);
        }
    }

    [Fact]
    public void Plan_AnHourAtTheReleasedConfiguration_Has979Segments()
    {
        var window = WindowArithmetic.For(30_000, Size, 13);
        var plan = SegmentPlanner.Plan(window, 3600L * 16_000, 25, HandoffMode.Reencode);
        plan.SegmentCount().ShouldBe(979);
        plan.TotalFrames.ShouldBe(90_001);
    }

    [Fact]
    public void Plan_SpeechOfMonths_IsRefusedWithoutLayingItOut()
    {
        var window = WindowArithmetic.For(30_000, Size, 13);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should
            .Throw<BadInputException>(() => SegmentPlanner.Plan(window, long.MaxValue, 25, HandoffMode.Reencode))
            .Kind.ShouldBe(FailureKind.BadInput);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Plan_NoSamples_IsBadInput() =>
        Should.Throw<BadInputException>(() =>
            SegmentPlanner.Plan(WindowArithmetic.For(30_000, Size, 13), 0, 25, HandoffMode.Reencode)
        );

    private static WindowArithmetic RandomWindow(Random random)
    {
        while (true)
        {
            var size = new VideoSize(16 * random.Next(1, 46), 16 * random.Next(1, 81));
            try
            {
                return WindowArithmetic.For(
                    random.Next(200, 60_000) + random.NextDouble(),
                    size,
                    4 * random.Next(0, 6) + 1
                );
            }
            catch (WrongUseException)
            {
                // This budget does not fit this size; another will.
            }
        }
    }

    private static void CheckPlan(RenderPlan plan, WindowArithmetic window, long samples, HandoffMode handoff)
    {
        // ceil(samples / 640) in whole numbers; the reference's double arithmetic may come out one longer at an exact
        // multiple.
        var frames = (samples + 639) / 640;
        ((long)plan.AudioFrames).ShouldBeInRange(frames, samples % 640 == 0 ? frames + 1 : frames);
        var segments = plan.Shots.ShouldHaveSingleItem().Segments;
        segments[^1].Audio.End.ShouldBe(plan.PaddedAudioFrames);
        segments.ShouldAllBe(segment => segment.TailFrames == 0);
        plan.ShouldShowEveryFrameOnce(window, handoff);
    }
}
