using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>What is away for a while holds work up and loses none of it.</summary>
public sealed class OutageTests : ClusterTest
{
    private const int PartsOfASegment = 2;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.7);

    private readonly Outage _outage = new();

    [Fact]
    public async Task Commit_StoreIsAwayForLongerThanALease_KeepsTheLeaseAndCommitsWhatWasRendered()
    {
        var retry = TimeSpan.FromSeconds(11);
        Renderer.Before = (task, _, _) =>
        {
            if (!task.Work.IsConditioning)
                _outage.Begin(2 * PartsOfASegment);
        };
        await using var cluster = await SmallCluster.StartAsync(
            new AwayStore(Store, _outage),
            Folder,
            [Renderer],
            new SmallClusterOptions(Slot: slot => slot.FirstRetry = retry)
        );
        var job = await CreateJobAsync(1);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);

        // Tried at 0 s, at 20 s since the clock moves in heartbeats, and 22 s after that: the lease of 30 s was renewed
        // meanwhile.
        await cluster.Time.WaitBegunAsync(retry, 1);
        for (var beat = 1; beat <= 5; beat++)
        {
            if (beat == 3)
                await cluster.Time.WaitBegunAsync(retry * 2, 1);
            await cluster.Time.WaitBegunAsync(Heartbeat, 1 + beat);
            cluster.Time.Advance(Heartbeat);
            await cluster.Calls.CountAsync("HeartbeatAsync", beat);
        }
        await probe.EndAsync(JobState.Completed);

        _outage.Failed.ShouldBe(2 * PartsOfASegment);
        Renderer.Rendered.Count.ShouldBe(2);
        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_CannotBeSaved_TheCallIsMadeAgainAndTheJobGoesOn(bool attemptFails)
    {
        var first = true;
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work.IsConditioning || !first)
                return;
            first = false;
            _outage.Begin(1);
            if (attemptFails)
                throw new RenderFailedException("The first attempt fails.");
        };
        await using var cluster = await StartAsync(new SmallClusterOptions(Storage: _outage, Time: new FastTime(20)));
        var job = await CreateJobAsync(2);

        (await RunToEndAsync(cluster, job, JobState.Completed)).Failure.ShouldBeNull();

        _outage.Failed.ShouldBe(1);
        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(attemptFails ? 2 : 1);
        (await VideoAsync(job)).ShouldBe("[0.0][0.1]♪");
    }

    [Fact]
    public async Task Start_AnswerIsLost_TheAttemptIsNotMadeTwice()
    {
        _outage.Begin(1);
        await using var cluster = await StartAsync(
            new SmallClusterOptions(Slot: slot => slot.FirstRetry = FirstRetry, Replies: _outage)
        );
        var job = await CreateJobAsync(2);

        await RunAcrossOneRetryAsync(cluster, job);

        _outage.Failed.ShouldBe(1);
        Renderer.Rendered.Count.ShouldBe(3);
        (await Store.ResultAsync(job.Segment(0, 1))).ShouldNotBeNull().Attempt.ShouldBe(1);
    }

    private Task<SmallCluster> StartAsync(SmallClusterOptions options) =>
        SmallCluster.StartAsync(Store, Folder, [Renderer], options);

    private static async Task<JobStatus> RunAcrossOneRetryAsync(SmallCluster cluster, JobId job)
    {
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await cluster.Time.WaitBegunAsync(FirstRetry, 1);
        cluster.Time.Advance(FirstRetry);
        return await probe.EndAsync(JobState.Completed);
    }
}
