using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Tests.Cluster;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Tests.Jobs.State;

public sealed class DurableJobTests : DutyTest
{
    [Fact]
    public Task Order_AskedTwiceAtOnce_IsLoadedOnce() =>
        Turns.RunAsync(async () =>
        {
            var reads = 0;
            State.OnRead = _ => reads++;

            var orders = await Task.WhenAll(Duties.Job.OrderAsync(), Duties.Job.OrderAsync());

            orders[0].ShouldBeSameAs(orders[1]);
            // The conditioning and two shots.
            reads.ShouldBe(3);
        });

    [Fact]
    public Task Order_RowsCannotBeRead_IsLoadedAgain() =>
        Turns.RunAsync(async () =>
        {
            State.OnRead = _ => throw new OutageException("The database is away.");
            await Should.ThrowAsync<OutageException>(Duties.Job.OrderAsync);
            State.OnRead = _ => { };

            var order = await Duties.Job.OrderAsync();

            order.ShouldBeSameAs(Duties.Job.Order);
        });

    [Fact]
    public Task Order_LoadingIsCancelled_IsLoadedAgain() =>
        Turns.RunAsync(async () =>
        {
            State.OnRead = _ => throw new OperationCanceledException();
            await Should.ThrowAsync<OperationCanceledException>(Duties.Job.OrderAsync);
            State.OnRead = _ => { };

            await Should.NotThrowAsync(Duties.Job.OrderAsync);
        });

    [Fact]
    public Task Order_ResultThatNoRowKnows_IsToldToTheLedgerBeforeTheRowKnowsIt() =>
        Turns.RunAsync(async () =>
        {
            await Store.CommitByHandAsync(Folder, Conditioning, 1);
            Host.OnStep = step => Duties.Job.Order.ShouldBeNull(step);

            var order = await Duties.Job.OrderAsync();

            Host.Entries.ShouldHaveSingleItem().ShouldBe(new LedgerEntry(Conditioning, 1, 0, LedgerOutcome.Committed));
            order.RowOf(Conditioning)!.Value.Next.ShouldBe(1);
        });

    [Fact]
    public Task Order_LedgerIsAway_RowDoesNotKnowTheResult() =>
        Turns.RunAsync(async () =>
        {
            await Store.CommitByHandAsync(Folder, Conditioning, 1);
            Host.OnStep = _ => throw new OutageException("The ledger is away.");

            await Should.ThrowAsync<OutageException>(Duties.Job.OrderAsync);

            Duties.Job.Order.ShouldBeNull();
        });

    [Fact]
    public Task Order_ActivationEnds_IsNotLoaded() =>
        Turns.RunAsync(async () =>
        {
            await StopAsync();

            await Should.ThrowAsync<OperationCanceledException>(Duties.Job.OrderAsync);
        });

    [Fact]
    public Task BeginCounting_RowsWereLost_NumbersComeFromANewGeneration() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            (await GrantAsync(Conditioning)).Attempt.ShouldBe(1);
            var head = Duties.Job.Head;
            await (await Duties.Job.OrderAsync()).Rows.ClearAsync();
            await Duties.Job.ClearHeadAsync();

            Activate();
            await Duties.Job.LoadHeadAsync();
            await Duties.Opening.StartAsync(head.Terms);
            await Duties.Round.RunAsync();

            (await GrantAsync(Conditioning)).Attempt.ShouldBe(1_000_001);
        });

    [Fact]
    public Task ReadHeadAgain_OldRows_CannotBeSavedAnyMore() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            var row = (await Duties.Job.OrderAsync()).RowOf(Conditioning)!;

            Duties.Job.GoOnFrom(await Duties.Job.ReadHeadAgainAsync());

            await Should.ThrowAsync<InconsistentStateException>(row.SaveAsync);
            Duties.Job.Order.ShouldBeNull();
            Duties.Job.State.ShouldBe(JobState.Rendering);
            await Should.NotThrowAsync(Duties.Job.SaveHeadAsync);
        });
}
