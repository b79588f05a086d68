using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Closing;

public sealed class WebhookReportsTests : DutyTest
{
    private const string Add = $"outbox: {nameof(IWebhookOutbox.AddAsync)}";
    private const string Release = $"outbox: {nameof(IWebhookOutbox.ReleaseAsync)}";
    private const string SetState = $"index: {nameof(IJobIndex.SetStateAsync)}";

    public WebhookReportsTests() =>
        Terms = TestJobs.Terms with
        {
            Webhook = new JobWebhook("https://example.com/hook", WebhookEvents.Ends | WebhookEvents.Progress),
        };

    [Fact]
    public Task Finish_Always_KeepsTheEventBeforeTheIndexSaysEndedAndReleasesItAfterwards() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.CancelAsync();
            Steps.Clear();

            await Duties.Round.RunAsync();

            Steps.Where(step => step is Add or Release or SetState).Take(3).ShouldBe([Add, SetState, Release]);
            var told = (await KeptAsync()).ShouldHaveSingleItem();
            told.Event.ShouldBe(WebhookEvents.Cancelled);
            told.Due.ShouldBe(Time.GetUtcNow());
        });

    [Fact]
    public Task Finish_ProcessDiesBetweenEventAndIndex_NextActivationLosesNothingAndTellsNothingTwice() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.CancelAsync();
            Host.OnStep = step =>
            {
                if (step == SetState)
                    throw new OutageException("The index is away.");
            };
            await Should.ThrowAsync<OutageException>(Duties.Round.RunAsync);
            // It is not told before the index says so, unless nobody ever comes back.
            (await KeptAsync())
                .ShouldHaveSingleItem()
                .Due.ShouldBeGreaterThan(Time.GetUtcNow());
            Host.OnStep = _ => { };

            Activate();
            await Duties.Job.LoadHeadAsync();
            await Duties.Recovery.GoOnAsync();
            await Duties.Round.RunAsync();

            (await Index.FindAsync(Id))!.IsOpen.ShouldBeFalse();
            (await KeptAsync()).ShouldHaveSingleItem().Due.ShouldBe(Time.GetUtcNow());
        });

    [Fact]
    public Task Finish_OutboxIsAway_IndexSaysOpenUntilTheEventIsKept() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.CancelAsync();
            Host.OnStep = step =>
            {
                if (step == Add)
                    throw new OutageException("The outbox is away.");
            };
            await Should.ThrowAsync<OutageException>(Duties.Round.RunAsync);
            (await Index.FindAsync(Id))!.IsOpen.ShouldBeTrue();

            Host.OnStep = _ => { };
            await Duties.Round.RunAsync();

            (await KeptAsync()).ShouldHaveSingleItem();
            (await Index.FindAsync(Id))!.IsOpen.ShouldBeFalse();
        });

    [Fact]
    public Task Fail_ResumedAndFailedAgain_IsToldTwiceWithTheReason() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);
            await Duties.Round.RunAsync();
            await Duties.Resumption.ResumeAsync();
            await Duties.Round.RunAsync();

            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);
            await Duties.Round.RunAsync();

            var told = await KeptAsync();
            told.Select(delivery => delivery.Event).ShouldBe([WebhookEvents.Failed, WebhookEvents.Failed]);
            told.Select(delivery => delivery.Id).ShouldBeUnique();
            told.ShouldAllBe(delivery => delivery.Failure!.Kind == FailureKind.BadInput);
        });

    [Fact]
    public Task Commit_ATenthOrMore_IsToldOnceAlsoByTheNextActivation() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            (await KeptAsync()).ShouldBeEmpty();

            await CommitAsync(await GrantAsync(Id.Segment(0, 0)));
            await Duties.Round.RunAsync();
            Activate();
            await Duties.Job.LoadHeadAsync();
            await Duties.Round.RunAsync();

            var told = (await KeptAsync()).ShouldHaveSingleItem();
            (told.Event, told.Percent).ShouldBe((WebhookEvents.Progress, 30));
        });

    [Fact]
    public Task Delete_OpenJob_TellsNothing() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await Duties.Closing.DeleteAsync();

            await Duties.Round.RunAsync();

            (await KeptAsync()).ShouldBeEmpty();
        });

    [Fact]
    public Task Finish_EventNotWanted_TellsNothing() =>
        Turns.RunAsync(async () =>
        {
            Terms = Terms with { Webhook = Terms.Webhook! with { Events = WebhookEvents.Completed } };
            await StartSegmentsAsync();
            await Duties.Closing.CancelAsync();

            await Duties.Round.RunAsync();

            (await KeptAsync()).ShouldBeEmpty();
        });

    private Task<IReadOnlyList<WebhookDelivery>> KeptAsync() => Outbox.ListAsync(Id.Tenant, null, null, 10);
}
