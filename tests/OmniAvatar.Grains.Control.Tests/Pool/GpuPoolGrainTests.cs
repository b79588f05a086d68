using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Pool;

/// <summary>Slots played by hand, in a cluster that has none.</summary>
public sealed class GpuPoolGrainTests : ClusterTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseCheck = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Pull_NothingReady_AnswersWithinItsWait()
    {
        await using var cluster = await StartAsync();
        var slot = new HandSlot(cluster.Grains, "a");

        var pull = slot.PullAsync();
        await cluster.Time.WaitBegunAsync(PullWait, 1);
        pull.IsCompleted.ShouldBeFalse();
        cluster.Time.Advance(PullWait);

        (await pull).ShouldBeNull();
    }

    [Fact]
    public async Task Pull_ReplyWasLost_GivesTheSameGrantAgain()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        var slot = new HandSlot(cluster.Grains, "a");
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);

        var lost = (await slot.PullAsync()).ShouldNotBeNull();
        (await slot.PullAsync()).ShouldBe(lost);
        lost.Work.ShouldBe(WorkId.Conditioning(job));
        lost.Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lease_Expires_AnotherAttemptIsGrantedAndOneResultCounts(bool lateCommitIsFirst)
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        var (frozen, other) = (new HandSlot(cluster.Grains, "frozen"), new HandSlot(cluster.Grains, "other"));
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        var first = (await frozen.PullAsync()).ShouldNotBeNull();
        await cluster.Time.WaitBegunAsync(LeaseCheck, 1);

        cluster.Time.Advance(Lease);
        (await frozen.Stopped.Task).ShouldBe(first);
        var second = (await other.PullAsync()).ShouldNotBeNull();
        (second.Work, second.Attempt).ShouldBe((first.Work, 2));
        (await frozen.HeartbeatAsync(first)).ShouldBe(LeaseVerdict.Stop);
        (await other.HeartbeatAsync(second)).ShouldBe(LeaseVerdict.Keep);

        var (winner, loser) = lateCommitIsFirst ? (first, second) : (second, first);
        (await CommitAsync(winner)).Won.ShouldBeTrue();
        var lost = await CommitAsync(loser);
        (lost.Won, lost.Result.Attempt).ShouldBe((false, winner.Attempt));
        await cluster.Grains.Job(job).ReportAsync(loser, new WorkOutcome.Committed(winner.Attempt, 0, ""), default);
        await other.ReleaseAsync(second);

        var next = (await other.PullAsync()).ShouldNotBeNull();
        next.Work.ShouldBe(job.Segment(0, 0));
        (await Store.ResultAsync(first.Work)).ShouldNotBeNull().Attempt.ShouldBe(winner.Attempt);
        var names = new List<string>();
        await foreach (var name in Store.ListAsync(JobArtifacts.Folder(first.Work), default))
            names.Add(name.Value);
        names.ShouldNotContain(name => name.Contains($"/a{loser.Attempt}/"));
    }

    [Fact]
    public async Task Pull_ResultIsThereAlready_NothingIsGrantedForIt()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        var slot = new HandSlot(cluster.Grains, "a");
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await probe.WaitForAsync(status => status.SegmentsTotal == 1);
        await Store.CommitByHandAsync(Folder, WorkId.Conditioning(job), 7, (PartRoles.Prompt, "prompt"));

        (await slot.PullAsync()).ShouldNotBeNull().Work.ShouldBe(job.Segment(0, 0));
    }

    [Fact]
    public async Task Heartbeat_AfterThePoolForgotEverything_IsAdoptedAndNobodyElseGetsTheWork()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        var (holder, other) = (new HandSlot(cluster.Grains, "holder"), new HandSlot(cluster.Grains, "other"));
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        var grant = (await holder.PullAsync()).ShouldNotBeNull();

        await cluster.Grains.Pool().AsReference<Orleans.Core.Internal.IGrainManagementExtension>().DeactivateOnIdle();
        // The holder has waited, too, if it came before the job's offer.
        var waits = cluster.Time.Begun(PullWait);
        var idle = other.PullAsync();
        await cluster.Time.WaitBegunAsync(PullWait, waits + 1);
        (await holder.HeartbeatAsync(grant)).ShouldBe(LeaseVerdict.Keep);
        cluster.Time.Advance(PullWait);

        (await idle).ShouldBeNull();
        (await holder.PullAsync()).ShouldBe(grant);
    }

    private Task<CommitOutcome> CommitAsync(WorkGrant grant) =>
        Store.CommitByHandAsync(Folder, grant.Work, grant.Attempt, (PartRoles.Prompt, $"by {grant.Slot}"));
}
