using OmniAvatar.Listening;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Requests;

namespace OmniAvatar.Tests.Planning;

public sealed class ShotPlanTests
{
    private const int SamplesPerFrame = 640;
    private const int Hour = 3600 * SpeechFrames.SampleRate;

    private static readonly RenderRequest Auto = TestRequests.Released with
    {
        Shots = ShotMode.Auto,
        SegmentsPerShot = 8,
    };
    private static readonly WindowArithmetic Window = SegmentPlanner.WindowOf(Auto);

    [Fact]
    public void Plan_ThousandsOfRandomJobs_ShowEveryFrameOnceWithinBudgetsAndTurns()
    {
        var random = new Random(20250823);
        for (var trial = 0; trial < 3000; trial++)
        {
            var request = RandomJobs.Next(random);
            var plan = SegmentPlanner.Plan(request);
            plan.ShouldShowEveryFrameOnce(SegmentPlanner.WindowOf(request), request.Handoff);
            CheckBudgets(plan, request);
            CheckTurns(plan, request);
        }
    }

    [Fact]
    public void Plan_ThousandsOfRandomJobs_CutInsideWordsOnlyWhereNoPauseIsInReach()
    {
        var random = new Random(20250824);
        for (var trial = 0; trial < 1000; trial++)
        {
            var request = RandomJobs.Next(random) with { Turns = null, Speakers = TestRequests.Released.Speakers };
            var isPause = PauseFrames(request);
            foreach (var shot in SegmentPlanner.Plan(request).Shots.SkipLast(1))
            {
                var (start, end) = shot.SpeechFrames();
                if (isPause[end])
                    continue;
                var firstWord = start;
                while (isPause[firstWord])
                    firstWord++;
                isPause.AsSpan(firstWord..end).Contains(true).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Plan_AsShortAsTheBudget_IsTheSingleShot()
    {
        var request = Auto with { SpeechSamples = 748 * SamplesPerFrame - 1, Pauses = [new Pause(100_000, 120_000)] };
        var single = SegmentPlanner.Plan(request with { Shots = ShotMode.Single });
        SegmentPlanner.Plan(request).ShouldBeEquivalentTo(single);
    }

    [Fact]
    public void Plan_AnHourWithAPauseNowAndThen_WastesLittleAndKeepsToTheBudget()
    {
        var random = new Random(7);
        var pauses = new List<Pause>();
        for (var at = 0L; (at += random.Next(16_000, 80_000)) < Hour; at += 16_000)
            pauses.Add(new Pause(at, at + random.Next(3200, 16_000)));

        var plan = SegmentPlanner.Plan(Auto with { SpeechSamples = Hour, Pauses = pauses });

        plan.Shots.Count.ShouldBeInRange(121, 135);
        plan.Shots.Max(shot => shot.Segments.Count).ShouldBe(8);
        // One chain has 979; every window more than that is padding.
        plan.SegmentCount().ShouldBeLessThanOrEqualTo((int)(979 * 1.01));
    }

    [Fact]
    public void Plan_AtTheEndOfAnHour_SoundAndPictureAreAlignedToTheSample()
    {
        var pauses = Enumerable.Range(1, 1200).Select(i => new Pause(i * 47_777L, i * 47_777L + 9_000)).ToArray();
        var plan = SegmentPlanner.Plan(Auto with { SpeechSamples = Hour, Pauses = pauses, CrossfadeFrames = 5 });

        // A shown frame's time by counting frames, and by the speech that its window hears there, one frame late for
        // the picture.
        var shown = 0L;
        foreach (var segment in plan.Shots.SelectMany(shot => shot.Segments))
        {
            var heard = segment.Audio.Start - segment.Audio.LeadingZeroRows + segment.FirstShownFrame + 1L;
            (heard * SamplesPerFrame).ShouldBe(shown * SamplesPerFrame);
            shown += segment.ShownFrames;
        }
        (shown * SamplesPerFrame).ShouldBeInRange(Hour + SamplesPerFrame, Hour + 2 * SamplesPerFrame - 1);
    }

    [Fact]
    public void Plan_LongPauseNearTheEndOfTheBudget_IsCutThereAndBeginsWithARest()
    {
        // Short pauses every second, and one of 1.5 s that ends 40 frames before the budget does.
        var late = new Pause(670 * SamplesPerFrame, 708 * SamplesPerFrame);
        var pauses = Enumerable
            .Range(1, 60)
            .Select(i => new Pause(i * 16_000L, i * 16_000L + 3_300))
            .Where(p => p.End < late.Start || p.Start > late.End);
        var plan = SegmentPlanner.Plan(
            Auto with
            {
                SpeechSamples = 1400 * SamplesPerFrame,
                Pauses = [.. pauses.Append(late).OrderBy(p => p.Start)],
            }
        );

        plan.Shots[0].SpeechFrames().End.ShouldBeInRange(670, 700);
    }

    [Fact]
    public void Plan_NoPauseAtAll_CutsAtTheBudget()
    {
        var plan = SegmentPlanner.Plan(Auto with { SpeechSamples = 2000 * SamplesPerFrame - 1, Pauses = [] });
        plan.Shots.Select(shot => shot.SpeechFrames()).ShouldBe([(0, 748), (748, 1496), (1496, 2000)]);
    }

    [Fact]
    public void Plan_ChangeOfSpeaker_IsCutInThePauseBeforeTheFirstWord()
    {
        var request = Auto with
        {
            SpeechSamples = 200 * SamplesPerFrame - 1,
            Pauses = [new Pause(80 * SamplesPerFrame, 100 * SamplesPerFrame)],
            Turns = [new SpeakerTurn(1, 0), new SpeakerTurn(0, 100 * SamplesPerFrame)],
            Speakers = [.. Enumerable.Repeat(new SpeakerRequest("", 64, 64, "", ""), 2)],
        };

        var plan = SegmentPlanner.Plan(request);

        plan.Shots.Select(shot => (shot.Speaker, shot.SpeechFrames())).ShouldBe([(1, (0, 92)), (0, (92, 200))]);
        plan.Shots[1].Segments[0].FirstShownFrame.ShouldBe(1);
        plan.Shots[1].Segments[0].Audio.ShouldBe(new AudioRows(1, 92, 92 + 104));
    }

    [Fact]
    public void Warnings_SpeakerWithoutAShot_NameTheSpeaker()
    {
        var request = Auto with
        {
            SpeechSamples = 100 * SamplesPerFrame,
            Speakers = [.. Enumerable.Repeat(new SpeakerRequest("", 64, 64, "", ""), 2)],
        };

        PlanWarnings
            .Of(request, SegmentPlanner.Plan(request))
            .ShouldHaveSingleItem()
            .ShouldStartWith("Speaker 2 of 2 is never shown");
        PlanWarnings.Of(request with { Speakers = Auto.Speakers }, SegmentPlanner.Plan(request)).ShouldBeEmpty();
    }

    [Fact]
    public void Plan_Crossfade_KeepsFramesThatTheLastWindowHasToSpare()
    {
        var request = Auto with
        {
            SpeechSamples = 1400 * SamplesPerFrame - 1,
            CrossfadeFrames = 8,
            Pauses = [new Pause(700 * SamplesPerFrame, 730 * SamplesPerFrame)],
        };
        var plan = SegmentPlanner.Plan(request);

        plan.Shots.Count.ShouldBe(2);
        plan.Shots[0].Segments[^1].TailFrames.ShouldBe(8);
        plan.Shots[1].Segments[^1].TailFrames.ShouldBe(0);
    }

    private static void CheckBudgets(RenderPlan plan, RenderRequest request)
    {
        foreach (var shot in plan.Shots)
        {
            shot.Segments.Count.ShouldBeLessThanOrEqualTo(request.SegmentsPerShot!.Value);
            shot.Segments.SkipLast(1).ShouldAllBe(segment => segment.TailFrames == 0);
            shot.Segments[^1].TailFrames.ShouldBeInRange(0, request.CrossfadeFrames ?? 0);
        }
        plan.Shots[^1].Segments[^1].TailFrames.ShouldBe(0);
        foreach (var (shot, next) in plan.Shots.Zip(plan.Shots.Skip(1)))
            shot.Segments[^1].TailFrames.ShouldBeLessThanOrEqualTo(next.Segments[0].ShownFrames);
    }

    /// <summary>A frame is shown by whoever has the turn when it is heard; earlier by who is next only in a
    /// pause.</summary>
    private static void CheckTurns(RenderPlan plan, RenderRequest request)
    {
        if (request.Turns is not { } turns)
            return;
        var samplesPerFrame = SpeechFrames.SampleRate / request.FramesPerSecond;
        var (isPause, turn) = (PauseFrames(request), 0);
        foreach (var shot in plan.Shots)
        {
            var (start, end) = shot.SpeechFrames();
            for (var frame = start; frame < end; frame++)
            {
                // Turns may begin in the midst of a frame; of several in one, any may show it.
                while (turn + 1 < turns.Count && turns[turn + 1].Start < (long)frame * samplesPerFrame)
                    turn++;
                var isHeard = turns[turn].Speaker == shot.Speaker;
                for (
                    var later = turn + 1;
                    later < turns.Count && turns[later].Start < (frame + 1L) * samplesPerFrame;
                    later++
                )
                    isHeard |= turns[later].Speaker == shot.Speaker;
                if (!isHeard && !isPause[frame])
                    throw new ShouldAssertException(
                        $"Frame {frame} shows speaker {shot.Speaker}, who has no turn there."
                    );
            }
        }
    }

    private static bool[] PauseFrames(RenderRequest request)
    {
        var samplesPerFrame = SpeechFrames.SampleRate / request.FramesPerSecond;
        var frames = new bool[SegmentPlanner.Plan(request).AudioFrames + 1];
        foreach (var pause in request.Pauses!)
        {
            var first = (int)((pause.Start + samplesPerFrame - 1) / samplesPerFrame);
            for (var frame = first; frame < pause.End / samplesPerFrame; frame++)
                frames[frame] = true;
        }
        return frames;
    }
}
