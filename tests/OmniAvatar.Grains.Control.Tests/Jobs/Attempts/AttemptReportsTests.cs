using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Attempts;

public sealed class AttemptReportsTests : DutyTest
{
    [Fact]
    public Task Report_Committed_ChainGoesOnWithoutAWrite() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var grant = await GrantAsync(Id.Segment(0, 0));
            Steps.Clear();

            await CommitAsync(grant);

            Duties.Job.Order!.RowOf(grant.Work)!.Value.Next.ShouldBe(1);
            Steps.ShouldBeEmpty();
        });

    [Fact]
    public Task Report_CommittedTwice_CountsOnce() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var grant = await GrantAsync(Id.Segment(0, 0));
            await CommitAsync(grant);
            await CommitAsync(grant);
            await Duties.Ledger.TellAsync();

            Duties.Job.Order!.RowOf(grant.Work)!.Value.Next.ShouldBe(1);
            Host.Entries.Count(entry => entry.Work == grant.Work).ShouldBe(1);
        });

    [Fact]
    public Task Report_LostToAnother_IsSavedAndItsFolderGoes() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var first = await GrantAsync(Id.Segment(0, 0));
            var second = await GrantAsync(Id.Segment(0, 0));
            await Store.CommitByHandAsync(Folder, second.Work, second.Attempt, ("late", "text"));
            await Store.CommitByHandAsync(Folder, first.Work, first.Attempt, ("late", "text"));
            Steps.Clear();

            var outcome = new WorkOutcome.Committed(second.Attempt, 1000, "device=hand");
            await Duties.Reports.EndAsync(first, outcome, new AttemptUsage(700), slotIsLost: false);

            Steps.ShouldBe(["row: chain0"]);
            await Duties.Ledger.TellAsync();
            Host.Entries.Where(entry => entry.Work == first.Work)
                .Select(entry => (entry.Attempt, entry.Outcome))
                .ShouldBe([(second.Attempt, LedgerOutcome.Committed), (first.Attempt, LedgerOutcome.Repeated)]);
            await Until.TrueAsync(async () =>
                !await AnyAsync(JobArtifacts.Attempt(first.Work, first.Attempt))
                && await AnyAsync(JobArtifacts.Attempt(first.Work, second.Attempt))
            );
        });

    [Fact]
    public Task Report_FailedThreeTimes_JobFails() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            for (var times = 0; times < 3; times++)
            {
                Duties.Job.State.ShouldBe(JobState.Rendering);
                await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.Failed);
            }

            Duties.Job.State.ShouldBe(JobState.Failed);
            Duties.Job.Head.Failure!.Reason.ShouldBe("It failed.");
        });

    [Fact]
    public Task Report_SameFailureThreeTimes_CountsOnce() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var grant = await GrantAsync(Id.Segment(0, 0));
            for (var times = 0; times < 3; times++)
                await FailAsync(grant, FailureKind.Failed);

            Duties.Job.State.ShouldBe(JobState.Rendering);
            Duties.Job.Order!.RowOf(grant.Work)!.Value.FailedOn.ShouldHaveSingleItem();
        });

    [Fact]
    public Task Report_Outages_CostNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            for (var times = 0; times < 5; times++)
                await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.Outage);

            Duties.Job.State.ShouldBe(JobState.Rendering);
            Duties.Job.Order!.RowOf(Id.Segment(0, 0))!.Value.FailedOn.ShouldBeEmpty();
        });

    [Fact]
    public Task Report_BadInput_EndsTheJobAtOnce() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();

            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);

            Duties.Job.State.ShouldBe(JobState.Failed);
        });

    [Fact]
    public Task Report_FailureOfAnOvertakenAttempt_CountsNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var overtaken = await GrantAsync(Id.Segment(0, 0));
            await GrantAsync(Id.Segment(0, 0));

            await FailAsync(overtaken, FailureKind.Failed);

            Duties.Job.Order!.RowOf(overtaken.Work)!.Value.FailedOn.ShouldBeEmpty();
        });

    [Fact]
    public Task Report_LostTenTimesWithItsSlot_JobFails() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            for (var times = 0; times < 10; times++)
            {
                Duties.Job.State.ShouldBe(JobState.Rendering);
                var grant = await GrantAsync(Id.Segment(0, 0));
                await Duties.Reports.EndAsync(grant, new WorkOutcome.GivenBack(), default, slotIsLost: true);
            }

            Duties.Job.State.ShouldBe(JobState.Failed);
        });

    [Fact]
    public Task Report_JobIsOver_TellsTheLedgerAtOnceAndWritesNoRow() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            var grant = await GrantAsync(Id.Segment(0, 0));
            await Duties.Closing.CancelAsync();
            await Duties.Round.RunAsync();
            (Steps.Count, Host.Entries.Count).ShouldNotBe((0, 0));
            Steps.Clear();

            await FailAsync(grant, FailureKind.Failed);

            Steps.ShouldBe(["ledger: record"]);
            Host.Entries[^1].ShouldBe(new LedgerEntry(grant.Work, grant.Attempt, 1000, LedgerOutcome.Lost));
            Duties.Closing.Files.AreUntidy.ShouldBeTrue();
        });

    private async Task<bool> AnyAsync(ArtifactName prefix)
    {
        await foreach (var _ in Store.ListAsync(prefix, default))
            return true;
        return false;
    }
}
