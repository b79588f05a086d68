using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Advance;

public sealed class JobRoundTests : DutyTest
{
    [Fact]
    public Task Round_AnotherActivationHasWritten_GoesOnFromWhatThatWrote() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            await GrantAsync(Conditioning);
            State.Touch($"{Id}/chain-1");
            await Should.ThrowAsync<InconsistentStateException>(() =>
                Duties.Faults.GuardAsync(nameof(IJobGrain.GrantAsync), () => Duties.Grants.GrantAsync(Conditioning))
            );
            Duties.Faults.IsOutdated.ShouldBeTrue();

            await Duties.Round.RunAsync();

            Duties.Faults.IsOutdated.ShouldBeFalse();
            Host.Offers.Count.ShouldBe(2);
            (await GrantAsync(Conditioning)).Attempt.ShouldBe(2);
        });

    [Fact]
    public Task Round_FiveBugsInARow_EndsTheJobWithAnIncident() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            for (var times = 0; times < 5; times++)
            {
                Duties.Faults.Fault.ShouldBeNull();
                await FailAsync(JobFaults.Advancing);
            }

            await Duties.Round.RunAsync();

            Duties.Job.State.ShouldBe(JobState.Failed);
            Duties.Job.Head.Failure!.Kind.ShouldBe(FailureKind.Bug);
            Duties.Job.Head.Failure.Incident.ShouldNotBeNull();
            Duties.Faults.IsBroken.ShouldBeTrue();
        });

    [Fact]
    public Task Guard_SuccessBetweenBugs_CountsAnew() =>
        Turns.RunAsync(async () =>
        {
            for (var times = 0; times < 4; times++)
                await FailAsync(JobFaults.Advancing);
            await Duties.Faults.GuardAsync(JobFaults.Advancing, () => Task.CompletedTask);
            await FailAsync(JobFaults.Advancing);

            Duties.Faults.Fault.ShouldBeNull();
        });

    [Fact]
    public Task Guard_BugsInWhatIsOnlyAsked_NeverEndTheJob() =>
        Turns.RunAsync(async () =>
        {
            for (var times = 0; times < 10; times++)
                await FailAsync(nameof(IJobGrain.StatusAsync));

            Duties.Faults.Fault.ShouldBeNull();
        });

    [Fact]
    public Task Resume_AfterAFault_TriesFromTheBeginning() =>
        Turns.RunAsync(async () =>
        {
            await StartAsync();
            for (var times = 0; times < 5; times++)
                await FailAsync(JobFaults.Advancing);
            await Duties.Round.RunAsync();

            (await Duties.Resumption.ResumeAsync()).ShouldBeNull();
            await Duties.Round.RunAsync();

            Duties.Job.State.ShouldBe(JobState.Rendering);
            Host.Offers.Count.ShouldBe(2);
        });

    private Task FailAsync(string what) =>
        Should.ThrowAsync<InvalidOperationException>(() =>
            Duties.Faults.GuardAsync(what, () => throw new InvalidOperationException("A bug."))
        );
}
