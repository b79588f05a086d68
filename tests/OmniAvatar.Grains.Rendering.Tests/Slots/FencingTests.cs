using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>Attempts that lose: their lease, or the commit.</summary>
public sealed class FencingTests : SlotTest
{
    private static readonly TimeSpan PoolTick = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Revoked_SlotStandsStill_AnotherGoesOnFromItsCheckpointAndOneResultCounts()
    {
        using var gate = new StepGate(Held) { ObeysStop = false };
        var cutOff = new CutOff();
        await using var cluster = await StartAsync(
            [gate.NewSlot(), gate.NewSlot()],
            silo => silo.AddIncomingGrainCallFilter(cutOff)
        );
        gate.BeforeStep = step =>
        {
            if (step == 4)
                cluster.Time.Advance(Defaults.CheckpointEvery);
        };
        var job = await CreateJobAsync(1);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await gate.Reached;
        await Journal.WaitForAsync(entry => entry.Event == JournalEvent.Checkpoint);
        gate.BeforeStep = _ => { };

        cutOff.IsCut = true;
        var resumed = Journal.WaitForAsync(entry => entry.Event == JournalEvent.Resumed);
        var granted = cluster.Calls.CountAsync(nameof(IJobGrain.GrantAsync), 3);
        while (!granted.IsCompleted)
        {
            var ticks = cluster.Time.Begun(PoolTick);
            cluster.Time.Advance(PoolTick);
            await Task.WhenAny(granted, cluster.Time.WaitBegunAsync(PoolTick, ticks + 1));
        }
        var (first, second) = (Journal.Segments[0], await resumed);
        await probe.EndAsync(JobState.Completed);
        gate.Open();
        await Journal.WaitForAsync(entry => entry.Event == JournalEvent.GaveBack && entry.Attempt == first.Attempt);

        second.Step.ShouldBe(5);
        second.Attempt.ShouldBeGreaterThan(first.Attempt);
        second.Slot.ShouldNotBe(first.Slot);
        Journal.StepsOf(second.Attempt).ShouldBe(Enumerable.Range(6, TestJobs.Steps - 5));
        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(second.Attempt);
    }

    [Fact]
    public async Task Commit_AnotherWasFirst_ItsResultCountsAndTheLosersFolderGoes()
    {
        using var gate = new StepGate(Held);
        await using var cluster = await StartAsync([gate.NewSlot()]);
        var job = await CreateJobAsync(1);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await gate.Reached;
        await Store.CommitByHandAsync(
            Folder,
            job.Segment(0, 0),
            99,
            (PartRoles.Fragment, "first"),
            (PartRoles.Prefix, "first")
        );
        gate.Open();

        await probe.EndAsync(JobState.Completed);

        var lost = await Journal.WaitForAsync(entry => entry.Event == JournalEvent.Committed);
        (lost.Won, lost.WinningAttempt, lost.Attempt).ShouldBe((false, 99, 1));
        (await VideoAsync(job)).ShouldBe("first♪");
        var left = new List<string>();
        await foreach (var name in Store.ListAsync(JobArtifacts.Folder(job.Segment(0, 0)), default))
            left.Add(name.Value);
        left.ShouldNotContain(name => name.Contains("/a1/"));
    }

    [Fact]
    public async Task Begin_ScratchFolderCannotBeWritten_FailsTheAttemptsAndNotTheSlot()
    {
        using var gate = new StepGate(holdBefore: -1);
        await File.WriteAllTextAsync(Folder.Below("scratch"), "a file where a folder should be");
        await using var cluster = await StartAsync([gate.NewSlot()]);

        var status = await RunToEndAsync(cluster, await CreateJobAsync(1), JobState.Failed);

        status.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.Resources);
    }

    [Fact]
    public async Task Usage_OfAnAttempt_IsOneNumberInManifestJournalAndLedger()
    {
        using var gate = new StepGate(holdBefore: -1);
        await using var cluster = await StartAsync([gate.NewSlot()]);
        gate.BeforeStep = step =>
        {
            if (step == 3)
                cluster.Time.Advance(TimeSpan.FromMilliseconds(1234));
        };
        var job = await CreateJobAsync(1);
        var before = await cluster.Grains.Tenant(job.Tenant).UsageAsync();

        await RunToEndAsync(cluster, job, JobState.Completed);

        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().GpuMilliseconds.ShouldBe(1234);
        (await Journal.WaitForAsync(entry => entry.Event == JournalEvent.Committed)).GpuMilliseconds.ShouldBe(1234);
        (await cluster.Grains.Tenant(job.Tenant).UsageAsync()).CommittedGpuMilliseconds.ShouldBe(
            before.CommittedGpuMilliseconds + 1234
        );
    }

    /// <summary>Once cut, the pool hears no heartbeat of a first attempt.</summary>
    private sealed class CutOff : IIncomingGrainCallFilter
    {
        public bool IsCut { get; set; }

        public Task Invoke(IIncomingGrainCallContext context) =>
            IsCut
            && context.Request.GetArgumentCount() > 0
            && context.Request.GetArgument(0) is Heartbeat { Grant.Attempt: 1 }
                ? throw new IOException("The network is cut.")
                : context.Invoke();
    }
}
