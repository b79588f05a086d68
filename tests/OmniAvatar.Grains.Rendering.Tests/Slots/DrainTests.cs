using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>Slots that leave in the midst of a segment, and slots that go on with it.</summary>
public sealed class DrainTests : SlotTest
{
    [Fact]
    public async Task Leave_StepEndsInTime_IsKeptThereAndAnotherSlotGoesOnToTheSameParts()
    {
        using var gate = new StepGate(Held);
        var job = await CreateJobAsync(1);
        var cluster = await HoldAsync(job, gate);

        var leaving = cluster.DisposeAsync().AsTask();
        await cluster.Time.WaitBegunAsync(Defaults.StepPatience, 1);
        gate.Open();
        await leaving;

        var kept = (await CheckpointsAsync(job.Segment(0, 0))).ShouldHaveSingleItem();
        (kept.Attempt, kept.Step).ShouldBe((1, Held + 1));
        Journal.Segments[^1].Event.ShouldBe(JournalEvent.GaveBack);
        var second = await FinishAsync(job, gate);
        Journal.StepsOf(second).ShouldBe(Enumerable.Range(Held + 2, TestJobs.Steps - Held - 1));
        await ShouldEqualUndisturbedAsync(job);
    }

    [Fact]
    public async Task Leave_StepTakesTooLong_LastCheckpointIsWhatRemains()
    {
        using var gate = new StepGate(Held);
        var job = await CreateJobAsync(1);
        var cluster = await HoldAsync(job, gate, checkpointBefore: 4);
        await Journal.WaitForAsync(entry => entry.Event == JournalEvent.Checkpoint);

        var leaving = cluster.DisposeAsync().AsTask();
        await cluster.Time.WaitBegunAsync(Defaults.StepPatience, 1);
        cluster.Time.Advance(Defaults.StepPatience);
        await leaving;

        (await CheckpointsAsync(job.Segment(0, 0))).ShouldHaveSingleItem().Step.ShouldBe(5);
        Journal.Segments[^1].Event.ShouldBe(JournalEvent.GaveBack);
        await FinishAsync(job, gate);
        (await Journal.WaitForAsync(entry => entry.Event == JournalEvent.Resumed)).Step.ShouldBe(5);
    }

    [Fact]
    public async Task Leave_WorkDoesNotEnd_IsGoneInTimeAllTheSame()
    {
        using var gate = new StepGate(Held) { ObeysStop = false };
        var job = await CreateJobAsync(1);
        var cluster = await HoldAsync(job, gate);

        var leaving = cluster.DisposeAsync().AsTask();
        await cluster.Time.WaitBegunAsync(Defaults.StepPatience, 1);
        cluster.Time.Advance(Defaults.StepPatience);
        await cluster.Time.WaitBegunAsync(Defaults.LeaveWithin - Defaults.StepPatience, 1);
        cluster.Time.Advance(Defaults.LeaveWithin - Defaults.StepPatience);
        await leaving;

        Journal.Segments.ShouldNotContain(entry => entry.Event == JournalEvent.GaveBack);
        gate.Open();
    }

    [Fact]
    public async Task Resume_SlotIsOfAnotherClass_BeginsAnew()
    {
        using var gate = new StepGate(Held);
        var job = await CreateJobAsync(1);
        var cluster = await HoldAsync(job, gate);
        var leaving = cluster.DisposeAsync().AsTask();
        await cluster.Time.WaitBegunAsync(Defaults.StepPatience, 1);
        gate.Open();
        await leaving;

        var second = await FinishAsync(job, gate, "device=another");

        Journal.StepsOf(second).ShouldBe(Enumerable.Range(1, TestJobs.Steps));
        Journal.Segments.ShouldNotContain(entry => entry.Event == JournalEvent.Resumed);
    }

    /// <summary>A cluster of one slot that is held in the midst of the job's only segment.</summary>
    private async Task<SmallCluster> HoldAsync(JobId job, StepGate gate, int? checkpointBefore = null)
    {
        var cluster = await StartAsync([gate.NewSlot()]);
        gate.BeforeStep = step =>
        {
            if (step == checkpointBefore)
                cluster.Time.Advance(Defaults.CheckpointEvery);
        };
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await gate.Reached;
        return cluster;
    }

    /// <summary>Another cluster over the same store, which remembers nothing of the first.</summary>
    /// <returns>The attempt that won.</returns>
    private async Task<int> FinishAsync(JobId job, StepGate gate, string numericClass = "device=stepped")
    {
        gate.BeforeStep = _ => { };
        await using var cluster = await StartAsync([gate.NewSlot(numericClass)]);
        await RunToEndAsync(cluster, job, JobState.Completed);
        return (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt;
    }

    private async Task ShouldEqualUndisturbedAsync(JobId job)
    {
        using var open = new StepGate(holdBefore: -1);
        var undisturbed = await CreateJobAsync(1);
        await FinishAsync(undisturbed, open);
        foreach (var role in new[] { PartRoles.Fragment, PartRoles.Prefix })
            (await PartAsync(job.Segment(0, 0), role)).ShouldBe(await PartAsync(undisturbed.Segment(0, 0), role));
    }
}
