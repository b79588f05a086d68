using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

public sealed class JobGrainTests : ClusterTest
{
    [Fact]
    public async Task Start_TwoShots_ChainsEachFromItsOwnPredecessorAndJoinsInOrder()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(3, 2);

        var status = await RunToEndAsync(cluster, job, JobState.Completed);

        Renderer.Rendered[0].ShouldBe(WorkId.Conditioning(job));
        Renderer.Rendered.Count.ShouldBe(6);
        (status.SegmentsDone, status.SegmentsTotal).ShouldBe((5, 5));
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][0.2][1.0][1.1]♪");
        var last = (await Store.ResultAsync(job.Segment(0, 2))).ShouldNotBeNull();
        (await Store.TextAsync(last, PartRoles.Prefix)).ShouldBe("picture>0.0>0.1>0.2");
        last.Predecessor.ShouldBe(JobArtifacts.Result(job.Segment(0, 1)).Value);
        (last.Attempt, last.NumericClass, last.Frames).ShouldBe((1, "device=script", 5));
        (await Store.ResultAsync(job.Segment(1, 0))).ShouldNotBeNull().Predecessor.ShouldBeNull();
    }

    [Fact]
    public async Task EveryMessage_SaidAgainAfterTheEnd_ChangesNothing()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(2);
        await RunToEndAsync(cluster, job, JobState.Completed);
        var grain = cluster.Grains.Job(job);
        var grant = new WorkGrant(job.Segment(0, 0), 1, "gone", TimeSpan.FromSeconds(30));

        await grain.StartAsync(TestJobs.Terms);
        await grain.ResumeAsync();
        await grain.ReportAsync(grant, new WorkOutcome.Committed(1, 0, ""), default);
        await grain.ReportAsync(
            grant,
            new WorkOutcome.Failed(JobFailure.Of(FailureKind.BadInput, "too late")),
            default
        );
        await grain.AssembledAsync(JobFailure.Of(FailureKind.Failed, "too late"));
        await grain.CancelAsync();
        await cluster
            .Grains.Pool()
            .OfferAsync([new WorkOffer(grant.Work, null, 1, true, new WorkDemand { Model = "model" })]);
        await cluster.Grains.Pool().ReleaseAsync(grant, default);
        (await grain.GrantAsync(grant.Work, "other")).ShouldBeOfType<GrantDecision.NotWanted>();
        (await cluster.Grains.Attempt(grant.Work, 1).StartAsync(grant)).ShouldBe(StartOutcome.Refused);

        (await grain.StatusAsync()).State.ShouldBe(JobState.Completed);
        Renderer.Rendered.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Render_FailsThreeTimes_JobFailsWithItsReasonAndResumeKeepsFinishedParts()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(2);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work.Segment == 1)
                throw new RenderFailedException("The disk is full.");
        };

        var failed = await RunToEndAsync(cluster, job, JobState.Failed);
        failed
            .Failure.ShouldNotBeNull()
            .ShouldBe(JobFailure.Of(FailureKind.Failed, "The disk is full.", failed.Failure.Incident));
        Renderer.Rendered.Count(w => w == job.Segment(0, 1)).ShouldBe(3);

        Renderer.Before = (_, _, _) => { };
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).ResumeAsync();
        await probe.EndAsync(JobState.Completed);
        Renderer.Rendered.Count(w => w == job.Segment(0, 0)).ShouldBe(1);
        (await Store.ResultAsync(job.Segment(0, 1))).ShouldNotBeNull().Attempt.ShouldBe(4);
        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Render_FailsOnThreeSlots_IsTriedOnEachOnceAndTheOthersWorkGoesOn()
    {
        var slots = Enumerable.Range(0, 4).Select(_ => new ScriptedRenderer()).ToArray();
        await using var cluster = await StartAsync(slots);
        var (poisoned, healthy) = (await CreateJobAsync(2), await CreateJobAsync(2, 2));
        var poison = poisoned.Segment(0, 1);
        foreach (var slot in slots)
        {
            slot.Before = (task, _, _) =>
            {
                if (task.Work == poison)
                    throw new RenderFailedException("The numbers are not finite.");
            };
        }

        var ends = await Task.WhenAll(
            RunToEndAsync(cluster, poisoned, JobState.Failed),
            RunToEndAsync(cluster, healthy, JobState.Completed)
        );

        ends[0].Failure.ShouldNotBeNull().Reason.ShouldBe("The numbers are not finite.");
        slots.Select(slot => slot.Rendered.Count(work => work == poison)).Order().ShouldBe([0, 1, 1, 1]);
        (await VideoAsync(healthy)).ShouldBe("[0.0][0.1][1.0][1.1]♪");
    }

    [Fact]
    public async Task Start_MixedClassesRefused_KeepsTheClassOfItsConditioning()
    {
        var slots = new[] { "device=here", "device=there", "device=there" }
            .Select(name => new ScriptedRenderer { NumericClass = new(name) })
            .ToArray();
        await using var cluster = await StartAsync(slots);
        var job = await CreateJobAsync(3, 3, 3);
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);

        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms with { AllowMixedClasses = false });
        await probe.EndAsync(JobState.Completed);

        var conditioning = (await Store.ResultAsync(WorkId.Conditioning(job))).ShouldNotBeNull();
        foreach (var slot in slots.Where(slot => slot.NumericClass.Text != conditioning.NumericClass))
            slot.Rendered.ShouldBeEmpty();
        slots.Sum(slot => slot.Rendered.Count).ShouldBe(10);
    }

    [Fact]
    public async Task Render_BadInput_FailsTheJobAtOnce()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(1);
        Renderer.Before = (_, _, _) => throw new BadInputException("The picture is damaged.");

        var status = await RunToEndAsync(cluster, job, JobState.Failed);

        status
            .Failure.ShouldNotBeNull()
            .ShouldBe(JobFailure.Of(FailureKind.BadInput, "The picture is damaged.", status.Failure.Incident));
        Renderer.Rendered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_WithoutPlan_FailsWithOneSentence()
    {
        await using var cluster = await StartAsync(Renderer);
        var status = await RunToEndAsync(cluster, new JobId("local", "nothing"), JobState.Failed);
        status.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.BadInput);
    }

    [Fact]
    public async Task Cancel_WhileRendering_StopsTheSlotWithoutTimePassing()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(1);
        using var began = new SemaphoreSlim(0);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Renderer.Before = (_, _, cancellation) =>
        {
            began.Release();
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(2)).ShouldBeTrue();
            stopped.SetResult();
            cancellation.ThrowIfCancellationRequested();
        };
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await began.WaitAsync();

        await cluster.Grains.Job(job).CancelAsync();

        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await probe.EndAsync(JobState.Cancelled);
        (await cluster.Grains.Job(job).ResumeAsync()).ShouldNotBeNull().Reason.ShouldContain("was cancelled");
    }

    [Fact]
    public async Task Commit_RivalWasFirst_TheChainContinuesFromTheRivalsParts()
    {
        await using var cluster = await StartAsync(Renderer);
        var job = await CreateJobAsync(2);
        var first = job.Segment(0, 0);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work != first)
                return;
            Store
                .CommitByHandAsync(Folder, first, 9, (PartRoles.Fragment, "[rival]"), (PartRoles.Prefix, "rival"))
                .GetAwaiter()
                .GetResult()
                .Won.ShouldBeTrue();
        };

        await RunToEndAsync(cluster, job, JobState.Completed);

        (await VideoAsync(job)).ShouldBe("[rival][0.1]♪");
        var next = (await Store.ResultAsync(job.Segment(0, 1))).ShouldNotBeNull();
        (await Store.TextAsync(next, PartRoles.Prefix)).ShouldBe("rival>0.1");
        Renderer.Rendered.Count(w => w == first).ShouldBe(1);
    }

    [Fact]
    public async Task Restart_WithNothingButTheStore_RendersOnlyWhatIsMissingUnderHigherAttempts()
    {
        var job = await CreateJobAsync(3);
        using var began = new SemaphoreSlim(0);
        Renderer.Before = (task, _, cancellation) =>
        {
            if (task.Work.Segment != 1)
                return;
            began.Release();
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        };
        await using (var cluster = await StartAsync(Renderer))
        {
            await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
            await began.WaitAsync();
        }

        var second = new ScriptedRenderer();
        await using var again = await StartAsync(second);
        await RunToEndAsync(again, job, JobState.Completed);

        second.Rendered.ShouldBe([job.Segment(0, 1), job.Segment(0, 2)]);
        (await Store.ResultAsync(job.Segment(0, 1)))
            .ShouldNotBeNull()
            .Attempt.ShouldBe(AttemptNumbers.First(generation: 2));
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][0.2]♪");
    }
}
