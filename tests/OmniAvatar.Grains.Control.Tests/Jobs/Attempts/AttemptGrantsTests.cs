using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Work;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Attempts;

public sealed class AttemptGrantsTests : DutyTest
{
    [Fact]
    public Task Grant_NextWork_IsNumberedAndSavedFirst() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();

            var grant = await GrantAsync(Conditioning);

            grant.Attempt.ShouldBe(1);
            Steps.ShouldBe(["row: chain-1"]);
        });

    [Fact]
    public Task Grant_AskedAgain_GivesAHigherNumber() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await GrantAsync(Conditioning);

            (await GrantAsync(Conditioning)).Attempt.ShouldBe(2);
        });

    [Fact]
    public Task Grant_AfterTheNextActivation_GivesAHigherNumber() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await GrantAsync(Conditioning);
            Activate();
            await Duties.Job.LoadHeadAsync();
            await Duties.Round.RunAsync();

            (await GrantAsync(Conditioning)).Attempt.ShouldBe(2);
        });

    [Fact]
    public Task Grant_RowCannotBeSaved_GivesNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            State.OnWrite = _ => throw new OutageException("The database is away.");

            await Should.ThrowAsync<OutageException>(() => Duties.Grants.GrantAsync(Conditioning));
            State.OnWrite = _ => { };

            // The number that was not given is not given later either.
            (await GrantAsync(Conditioning)).Attempt.ShouldBe(2);
        });

    [Fact]
    public Task Grant_ResultIsThere_IsNotWantedAndTheChainGoesOn() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await Store.CommitByHandAsync(Folder, Conditioning, 1);
            var asked = Host.AskedToAdvance;

            (await Duties.Grants.GrantAsync(Conditioning)).ShouldBeOfType<GrantDecision.NotWanted>();

            Duties.Job.Order!.RowOf(Conditioning)!.Value.Next.ShouldBe(1);
            Steps.ShouldBeEmpty();
            Host.AskedToAdvance.ShouldBeGreaterThan(asked);
            Host.AskedToTellLedger.ShouldBe(1);
        });

    [Fact]
    public Task Grant_WorkThatDoesNotComeNext_IsNotWanted() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();

            (await Duties.Grants.GrantAsync(Id.Segment(0, 1))).ShouldBeOfType<GrantDecision.NotWanted>();
        });

    [Fact]
    public Task Grant_JobWasCancelled_IsNotWanted() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await Duties.Closing.CancelAsync();

            (await Duties.Grants.GrantAsync(Conditioning)).ShouldBeOfType<GrantDecision.NotWanted>();
        });

    [Fact]
    public Task Grant_SavesThatTheSegmentBeforeIsDone() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await CommitAsync(await GrantAsync(Id.Segment(0, 0)));
            await GrantAsync(Id.Segment(0, 1));

            Activate();
            await Duties.Job.LoadHeadAsync();
            var order = await Duties.Job.OrderAsync();

            order.RowOf(Id.Segment(0, 1))!.Value.Next.ShouldBe(1);
            order.RowOf(Id.Segment(0, 1))!.Value.Attempt.ShouldBe(1);
        });
}
