using OmniAvatar.Audit;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Chaos.Tests.Audit;

/// <summary>Each rule on made-up evidence: silent where all is well, and loud for the very thing that is
/// spoiled.</summary>
public sealed class AuditorTests
{
    private readonly MadeUpCluster _cluster = new();

    [Fact]
    public void Check_AllowedRepeatAndResumption_FindsNothing() => Auditor.Check(_cluster.Evidence).ShouldBeEmpty();

    [Fact]
    public void Check_JobNotComplete_SaysSo()
    {
        _cluster.SpoilJob(job => job with { State = "Failed" });
        ShouldFind("complete: tenant/disturbed is Failed");
    }

    [Fact]
    public void Check_NoVideo_SaysSo()
    {
        _cluster.SpoilJob(job => job with { VideoFrames = null });
        ShouldFind(
            "complete: tenant/disturbed has no video",
            "frames: the video of tenant/disturbed shows different frames from that of tenant/undisturbed"
        );
    }

    [Fact]
    public void Check_SegmentWithoutResult_SaysSo()
    {
        _cluster.Manifests.RemoveAll(m => m.Folder == MadeUpCluster.Second.Folder);
        Found().ShouldContain($"results: {MadeUpCluster.Second} has no result");
    }

    [Fact]
    public void Check_PartOfAnotherAttempt_SaysSo()
    {
        _cluster.SpoilManifest(MadeUpCluster.First, m => m with { Attempt = 1 });
        Found()
            .ShouldContain(sentence =>
                sentence.StartsWith($"results: {MadeUpCluster.First} lists")
                && sentence.EndsWith("which is not the winner's (attempt 1)")
            );
    }

    [Fact]
    public void Check_PartOverwritten_SaysSo()
    {
        var part = _cluster.Manifests.Single(m => m.Folder == MadeUpCluster.Second.Folder).Parts[0].Name;
        var place = _cluster.Files.FindIndex(f => f.Name == part);
        _cluster.Files[place] = _cluster.Files[place] with { Sha256 = "another hash" };
        ShouldFind($"results: {part} differs from what {MadeUpCluster.Second} lists");
    }

    [Fact]
    public void Check_PredecessorSkipped_SaysSo()
    {
        _cluster.SpoilManifest(MadeUpCluster.Second, m => m with { Predecessor = null });
        ShouldFind(
            $"results: {MadeUpCluster.Second} continues nothing instead of {MadeUpCluster.First.Folder}/result.json"
        );
    }

    [Fact]
    public void Check_AttemptNumberGivenTwice_SaysSo()
    {
        _cluster.Attempts.Add(
            _cluster.Attempts.Single(a => a.Work == MadeUpCluster.First && a.Attempt == 1) with
            {
                Slot = "another",
            }
        );
        ShouldFind($"one winner: {MadeUpCluster.First} attempt 1 was made 2 times (slot-of-1, another)");
    }

    [Fact]
    public void Check_TwoWinners_SaysSo()
    {
        _cluster.Spoil(MadeUpCluster.Second, 2, a => a with { End = AttemptEnd.Won, Winner = 2 });
        Found().ShouldContain($"one winner: {MadeUpCluster.Second} was won 2 times (attempts 1, 2)");
        Found().ShouldContain($"one winner: {MadeUpCluster.Second} has reports of different winners: attempts 1 and 2");
    }

    [Fact]
    public void Check_WinnerWithoutJournal_SaysSo()
    {
        _cluster.Attempts.RemoveAll(a => a.Work == MadeUpCluster.First && a.Attempt == 2);
        ShouldFind($"one winner: {MadeUpCluster.First} was won by an attempt that is in no journal");
    }

    [Fact]
    public void Check_AttemptBegunAfterTheResult_SaysSo()
    {
        _cluster.Spoil(
            MadeUpCluster.Second,
            2,
            a => a with { Began = MadeUpCluster.Existed(MadeUpCluster.Second).AddSeconds(1) }
        );
        ShouldFind(
            $"rendered again: {MadeUpCluster.Second} attempt 2 began 1.000 s after its result existed and ran 4 steps"
        );
    }

    [Fact]
    public void Check_ResumedFromNoCheckpoint_SaysSo()
    {
        _cluster.Spoil(MadeUpCluster.First, 1, a => a with { Checkpoints = [], Steps = [1] });
        ShouldFind(
            $"steps: {MadeUpCluster.First} attempt 2 continued after step 2, for which no checkpoint was stored"
        );
    }

    [Fact]
    public void Check_DiedBeforeItSaidThatItKeptACheckpoint_FindsNothing()
    {
        _cluster.Spoil(MadeUpCluster.First, 1, a => a with { Checkpoints = [] });
        Auditor.Check(_cluster.Evidence).ShouldBeEmpty();
    }

    [Fact]
    public void Check_StepLeftOut_SaysSo()
    {
        _cluster.Spoil(MadeUpCluster.Second, 1, a => a with { Steps = [1, 2, 4] });
        ShouldFind(
            $"steps: {MadeUpCluster.Second} attempt 1 ran steps 1 2 4 after step 0",
            $"steps: {MadeUpCluster.Second} attempt 1 won after step 3 of 4"
        );
    }

    [Fact]
    public void Check_OtherFrames_SaysSo()
    {
        _cluster.SpoilManifest(MadeUpCluster.Second, m => m with { FramesSha256 = "other frames" });
        ShouldFind(
            $"frames: {MadeUpCluster.Second} shows different frames from the same segment of tenant/undisturbed"
        );
    }

    [Fact]
    public void Check_NotBilled_SaysSo()
    {
        _cluster.Ledger.RemoveAll(r => r.Work == MadeUpCluster.First && r.Outcome == LedgerOutcome.Committed);
        ShouldFind($"ledger: {MadeUpCluster.First} has 0 committed rows");
    }

    [Fact]
    public void Check_BilledOtherTime_SaysSo()
    {
        _cluster.SpoilRow(MadeUpCluster.First, LedgerOutcome.Committed, row => row with { GpuMilliseconds = 999 });
        ShouldFind($"ledger: {MadeUpCluster.First} is billed 999 ms, but its winner used 1000 ms");
    }

    [Fact]
    public void Check_BilledForALoser_SaysSo()
    {
        _cluster.SpoilRow(MadeUpCluster.First, LedgerOutcome.Committed, row => row with { Attempt = 1 });
        Found().ShouldContain($"ledger: {MadeUpCluster.First} is billed for attempt 1, but attempt 2 won");
    }

    [Fact]
    public void Check_RowOfNoAttempt_SaysSo()
    {
        _cluster.SpoilRow(MadeUpCluster.First, LedgerOutcome.Lost, row => row with { Attempt = 7 });
        ShouldFind($"ledger: {MadeUpCluster.First} attempt 7 is Lost in the ledger but not in a journal");
    }

    [Fact]
    public void Check_RepeatNotInLedger_SaysSo()
    {
        _cluster.Ledger.RemoveAll(r => r.Outcome == LedgerOutcome.Repeated);
        ShouldFind(
            $"ledger: {MadeUpCluster.Second} attempt 2 came second and used 1200 ms, but the ledger says nothing"
        );
    }

    [Fact]
    public void Check_WorkOfNoPlan_SaysSo()
    {
        var stranger = new WorkKey("tenant/nobody", 0, 0);
        _cluster.Ledger.Add(new LedgerRow(stranger, 1, 5, LedgerOutcome.Committed));
        ShouldFind($"ledger: {stranger} is in the ledger but not in a plan");
    }

    [Theory]
    [InlineData("tenant/disturbed/shots/0000/0001/a2/part")]
    [InlineData("tenant/disturbed/shots/0000/0000/a2/checkpoints/0002")]
    [InlineData("tenant/nobody/request.json")]
    [InlineData("stray")]
    public void Check_FileOfNothing_SaysSo(string name)
    {
        _cluster.Files.Add(new StoredFile(name, 1, "", default));
        ShouldFind($"orphans: {name} does not belong to a job");
    }

    [Fact]
    public void Check_IntermediatesThatShouldBeGone_SaysSo()
    {
        _cluster.SpoilJob(job => job with { KeepsIntermediates = false });
        Found().Where(sentence => sentence.StartsWith("orphans: ")).Count().ShouldBe(7);
    }

    private string[] Found() => [.. Auditor.Check(_cluster.Evidence).Select(violation => violation.ToString())];

    private void ShouldFind(params string[] sentences) => Found().ShouldBe(sentences);
}
