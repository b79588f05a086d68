using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Opening;

public sealed class JobOpeningTests : DutyTest
{
    [Fact]
    public Task Start_NewJob_IsInTheIndexAndItsTermsAreInTheStore() =>
        Turns.RunAsync(async () =>
        {
            await Duties.Opening.StartAsync(TestJobs.Terms);

            (await Index.FindAsync(Id))!.IsOpen.ShouldBeTrue();
            (await Store.ReadAsync(JobArtifacts.Terms(Id), default)).ShouldNotBeNull();
            Duties.Job.State.ShouldBe(JobState.Rendering);
        });

    [Fact]
    public Task Start_FailedJob_StaysFailed() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.BadInput);

            await Duties.Opening.StartAsync(TestJobs.Terms);

            Duties.Job.State.ShouldBe(JobState.Failed);
        });

    [Fact]
    public Task GoOn_StateIsLostAndTheIndexSaysOpen_BeginsAgainFromTheStore() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await Duties.Job.ClearHeadAsync();
            Activate();

            await Duties.Recovery.GoOnAsync();

            Duties.Job.State.ShouldBe(JobState.Rendering);
            Duties.Job.Head.Terms.Model.ShouldBe(TestJobs.Terms.Model);
        });

    [Fact]
    public Task GoOn_JobThatTheIndexDoesNotKnow_StaysNew() =>
        Turns.RunAsync(async () =>
        {
            await Duties.Recovery.GoOnAsync();

            Duties.Job.State.ShouldBe(JobState.New);
        });

    [Fact]
    public Task Resume_CancelledJob_SaysWhyNot() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await Duties.Closing.CancelAsync();

            (await Duties.Resumption.ResumeAsync())!.Kind.ShouldBe(FailureKind.WrongUse);
        });

    [Fact]
    public Task Resume_FailedJob_ForgetsFailuresAndOffersAgain() =>
        Turns.RunAsync(async () =>
        {
            await StartSegmentsAsync();
            for (var times = 0; times < 3; times++)
                await FailAsync(await GrantAsync(Id.Segment(0, 0)), FailureKind.Failed);

            (await Duties.Resumption.ResumeAsync()).ShouldBeNull();
            await Duties.Round.RunAsync();

            Duties.Job.Order!.RowOf(Id.Segment(0, 0))!.Value.FailedOn.ShouldBeEmpty();
            Host.Offers[^1].Work.ShouldBe(Id.Segment(1, 0));
        });
}
