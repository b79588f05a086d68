using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Rendering;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

public sealed class SlowSegmentTests : ClusterTest
{
    private const int Rounds = 30;
    private const int StepsPerRound = 2;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.25);

    [Fact]
    public async Task Segment_TakesFiveMinutes_NoGrainCallTakesOneSecondAndTheJobKeepsAnswering()
    {
        using var steps = new SemaphoreSlim(0);
        using var reached = new SemaphoreSlim(0);
        Renderer.Before = (task, progress, cancellation) => Denoise(task, progress, reached, steps, cancellation);
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(1);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await reached.WaitAsync();
        var before = cluster.Time.GetUtcNow();

        for (var round = 1; round <= Rounds; round++)
        {
            // The conditioning began the first wait for a heartbeat, the segment the others.
            await cluster.Time.WaitBegunAsync(Heartbeat, 1 + round);
            for (var passed = TimeSpan.Zero; passed < Heartbeat; passed += Tick)
            {
                cluster.Time.Advance(Tick);
                await cluster.Calls.SettleAsync();
            }
            await cluster.Calls.CountAsync("HeartbeatAsync", round);
            (await cluster.Grains.Job(job).StatusAsync()).State.ShouldBe(JobState.Rendering);
            steps.Release(StepsPerRound);
            for (var step = 0; step < StepsPerRound; step++)
                await reached.WaitAsync();
        }
        (cluster.Time.GetUtcNow() - before).ShouldBe(TimeSpan.FromMinutes(5));

        await probe.EndAsync(JobState.Completed);
        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(1);
        cluster.Calls.Calls["HeartbeatAsync"].Count.ShouldBe(Rounds);
        cluster.Calls.Calls["ProgressAsync"].Count.ShouldBeGreaterThan(2);
        cluster.Calls.Calls.ShouldAllBe(call => call.Value.Longest <= TimeSpan.FromSeconds(1));
    }

    private static void Denoise(
        RenderTask task,
        Action<RenderProgress> progress,
        SemaphoreSlim reached,
        SemaphoreSlim steps,
        CancellationToken cancellation
    )
    {
        if (task.Work.IsConditioning)
            return;
        reached.Release();
        for (var step = 1; step <= Rounds * StepsPerRound; step++)
        {
            steps.Wait(cancellation);
            progress(new RenderProgress(RenderPhase.Denoise, step, Rounds * StepsPerRound));
            reached.Release();
        }
    }
}
