using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Advance;

public sealed class JobOffersTests : DutyTest
{
    [Fact]
    public Task Round_NewJob_CountsItsAttemptsDurablyBeforeItOffers() =>
        Turns.RunAsync(async () =>
        {
            await Duties.Opening.StartAsync(TestJobs.Terms);
            Steps.ShouldBe(["row: head"]);

            await Duties.Round.RunAsync();

            Steps.ShouldBe(["row: head", "row: head", "pool: offer", "assembly: sound"]);
            Duties.Job.Head.Generation.ShouldBe(1);
            Host.Offers.ShouldHaveSingleItem().Work.ShouldBe(Conditioning);
        });

    [Fact]
    public Task Round_OfferedAlready_IsNotOfferedAgain() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();

            await Duties.Round.RunAsync();

            Steps.ShouldBeEmpty();
        });

    [Fact]
    public Task Round_PoolIsAway_OffersInTheNextRound() =>
        Turns.RunAsync(async () =>
        {
            await Duties.Opening.StartAsync(TestJobs.Terms);
            Host.OnStep = _ => throw new OutageException("The pool is away.");
            await Should.ThrowAsync<OutageException>(Duties.Round.RunAsync);
            Host.OnStep = _ => { };

            await Duties.Round.RunAsync();

            Host.Offers.ShouldHaveSingleItem();
        });

    [Fact]
    public Task Round_ConditioningIsDone_OffersTheFirstSegmentOfEveryShot() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();

            Host.Offers.Skip(1).Select(offer => offer.Work).ShouldBe([Id.Segment(0, 0), Id.Segment(1, 0)]);
        });

    [Fact]
    public Task Round_TermsRefuseToMixClasses_PinsTheClassOfTheConditioning() =>
        Turns.RunAsync(async () =>
        {
            Terms = Terms with { AllowMixedClasses = false };
            await StartSegmentsAsync();

            Host.Offers[^1].Demand.NumericClass.ShouldBe("device=hand");
        });

    [Fact]
    public Task OffersAgain_AMinuteLater_OffersWhatIsReady() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            var asked = Host.AskedToAdvance;

            Time.Advance(Options.OfferAgainEvery);
            await Until.TrueAsync(() => Host.AskedToAdvance > asked);
            await Duties.Round.RunAsync();

            Host.Offers.Select(offer => offer.Work).ShouldBe([Conditioning, Conditioning]);
        });
}
