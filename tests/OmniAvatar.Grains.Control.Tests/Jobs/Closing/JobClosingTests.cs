using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Closing;

public sealed class JobClosingTests : DutyTest
{
    private const string SetState = $"index: {nameof(IJobIndex.SetStateAsync)}";

    [Fact]
    public Task Cancel_OpenJob_IsDurableBeforeThePoolIsTold() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();

            await Duties.Closing.CancelAsync();

            Steps.ShouldBe(["row: head", "pool: withdraw"]);
        });

    [Fact]
    public Task Finish_CancelledJob_GoesHeadPoolLedgerIndexFilesIndex() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await CommitAsync(await GrantAsync(Conditioning));
            await Duties.Closing.CancelAsync();
            Steps.Clear();

            await Duties.Round.RunAsync();

            // The last head is that without a generation: its rows are gone.
            Steps.ShouldBe(["row: head", "pool: withdraw", "ledger: record", SetState, "row: head", SetState]);
            State.Rows.ShouldBe([$"{Id}/head"]);
            (await Index.FindAsync(Id))!.State.ShouldBe(JobState.Cancelled);
            (await Store.ReadAsync(JobArtifacts.Request(Id), default)).ShouldBeNull();
        });

    [Fact]
    public Task Finish_LedgerIsAway_IndexSaysOpenAndFilesStayUntilItIsBack() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await CommitAsync(await GrantAsync(Conditioning));
            await Duties.Closing.CancelAsync();
            Host.OnStep = step =>
            {
                if (step.StartsWith("ledger", StringComparison.Ordinal))
                    throw new OutageException("The ledger is away.");
            };
            await Should.ThrowAsync<OutageException>(Duties.Round.RunAsync);
            (await Index.FindAsync(Id))!.IsOpen.ShouldBeTrue();
            (await Store.ReadAsync(JobArtifacts.Request(Id), default)).ShouldNotBeNull();

            Host.OnStep = _ => { };
            await Duties.Round.RunAsync();

            Host.Entries.ShouldHaveSingleItem();
            (await Index.FindAsync(Id))!.IsOpen.ShouldBeFalse();
        });

    [Fact]
    public Task Finish_ByTheNextActivation_BringsTheEndToAnEnd() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await CommitAsync(await GrantAsync(Conditioning));
            await Duties.Job.Order!.RowOf(Conditioning)!.SaveAsync();
            await Duties.Closing.CancelAsync();

            Activate();
            await Duties.Job.LoadHeadAsync();
            await Duties.Recovery.GoOnAsync();
            await Duties.Round.RunAsync();

            Host.Entries.ShouldHaveSingleItem();
            (await Index.FindAsync(Id))!.State.ShouldBe(JobState.Cancelled);
            State.Rows.ShouldBe([$"{Id}/head"]);
        });

    [Fact]
    public Task Finish_OpenedAgainMeanwhile_LeavesTheRest() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);
            Host.OnStep = step =>
            {
                if (step == "pool: withdraw")
                    Duties.Job.Head = Duties.Job.Head with { State = JobState.Rendering };
            };
            Steps.Clear();

            await Duties.Closing.FinishAsync();

            Steps.ShouldBe(["row: head", "pool: withdraw"]);
            Duties.Closing.IsAsked.ShouldBeFalse();
        });

    [Fact]
    public Task Finish_FailedJob_KeepsEverything() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);

            await Duties.Round.RunAsync();

            (await Store.ResultAsync(Conditioning)).ShouldNotBeNull();
            State.Rows.Count.ShouldBeGreaterThan(1);
        });

    [Fact]
    public Task Finish_ActivationEndsBeforeTheIndexKnows_IndexSaysOpen() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.CancelAsync();
            await StopAsync();

            await Should.ThrowAsync<OperationCanceledException>(Duties.Closing.FinishAsync);

            (await Index.FindAsync(Id))!.IsOpen.ShouldBeTrue();
            (await Store.ReadAsync(JobArtifacts.Request(Id), default)).ShouldNotBeNull();
        });

    [Fact]
    public Task Delete_AnyJob_LeavesNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.DeleteAsync();

            await Duties.Round.RunAsync();

            State.Rows.ShouldBeEmpty();
            (await Index.FindAsync(Id)).ShouldBeNull();
            (await Store.ReadAsync(JobArtifacts.Request(Id), default)).ShouldBeNull();
            Host.HasEnded.ShouldBeTrue();
            Duties.Closing.IsAsked.ShouldBeFalse();
        });

    [Fact]
    public Task Tidy_JobThatNothingIsKnownOf_DeletesItsFiles() =>
        Turns.RunAsync(async () =>
        {
            await Duties.Closing.TidyAsync();
            await Duties.Round.RunAsync();

            (await Store.ReadAsync(JobArtifacts.Request(Id), default)).ShouldBeNull();
            State.Rows.ShouldBeEmpty();
        });

    [Fact]
    public Task Tidy_OpenJob_RemovesNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();

            await Duties.Closing.TidyAsync();

            Duties.Closing.Files.AreUntidy.ShouldBeFalse();
        });
}
