using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>Files of a job that a disk has damaged are made again, or end the job; none is taken for a store that is
/// away.</summary>
public sealed class DamageTests : ClusterTest
{
    private static readonly byte[] Garbage = [0, 1, 2, 3];

    [Theory]
    [InlineData("conditioning/result.json", 4)]
    [InlineData("conditioning/a1/prompt.txt", 4)]
    [InlineData("shots/0000/0000/result.json", 4)]
    [InlineData("shots/0000/0000/a1/prefix.txt", 4)]
    public async Task File_DamagedBetweenTwoRuns_IsMadeAgainAndNothingElse(string file, int renders)
    {
        var state = new KeptState();
        var job = await CreateJobAsync(3);
        await InterruptAsync(state, job);
        Damage(job, file);

        var second = new ScriptedRenderer();
        await using var again = await StartAsync(state, second);
        await RunToEndAsync(again, job, JobState.Completed);

        // The damaged one, and the two segments that were not done.
        second.Rendered.Distinct().Count().ShouldBe(renders - 1);
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][0.2]♪");
    }

    [Fact]
    public async Task Result_DamagedBeforeJoining_IsRenderedAgain()
    {
        var job = await CreateJobAsync(2, 1);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work == job.Segment(1, 0))
                Damage(job, "shots/0000/0001/result.json");
        };
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        await RunToEndAsync(cluster, job, JobState.Completed);

        Renderer.Rendered.Count(work => work == job.Segment(0, 1)).ShouldBe(2);
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][1.0]♪");
    }

    [Fact]
    public async Task Result_DamagedUnderAnAttemptThatCommits_IsRenderedAgain()
    {
        var job = await CreateJobAsync(1);
        var first = true;
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work.IsConditioning || !first)
                return;
            first = false;
            Damage(job, "shots/0000/0000/result.json");
        };
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        await RunToEndAsync(cluster, job, JobState.Completed);

        (await VideoAsync(job)).ShouldBe("[0.0]♪");
        Renderer.Rendered.Count(work => work == job.Segment(0, 0)).ShouldBe(2);
    }

    [Fact]
    public async Task Output_Damaged_IsJoinedAgain()
    {
        var job = await CreateJobAsync(2);
        Damage(job, "output/result.json");
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        await RunToEndAsync(cluster, job, JobState.Completed);

        (await VideoAsync(job)).ShouldBe("[0.0][0.1]♪");
    }

    [Fact]
    public async Task Plan_Damaged_IsMadeAgainFromTheRequest()
    {
        var job = await CreateJobAsync(1);
        Damage(job, "plan.json");
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        var status = await RunToEndAsync(cluster, job, JobState.Completed);

        var plan = SegmentPlanner.Plan(TestJobs.Request());
        status.SegmentsDone.ShouldBe(plan.SegmentCount());
        (await JobDocuments.PlanAsync(Store, job, default)).TotalFrames.ShouldBe(plan.TotalFrames);
    }

    [Fact]
    public async Task Request_Damaged_FailsTheJobAfterAFewTries()
    {
        var job = await CreateJobAsync(1);
        Damage(job, "request.json");
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        var status = await RunToEndAsync(cluster, job, JobState.Failed);

        var failure = status.Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(FailureKind.Damaged);
        PublicReason.Of(failure.Kind, failure.Reason, failure.Incident).ShouldNotContain("request.json");
    }

    [Fact]
    public async Task Input_Damaged_FailsTheJobAfterThreeAttempts()
    {
        var job = await CreateJobAsync(1);
        await Store.DeleteAsync(JobArtifacts.Picture(job, 0), default);
        await using var cluster = await StartAsync(new KeptState(), Renderer);

        var status = await RunToEndAsync(cluster, job, JobState.Failed);

        status.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.Damaged);
    }

    [Fact]
    public async Task Terms_DamagedAndStateGone_FailsTheJob()
    {
        var index = new InMemoryJobIndex(WorkClock.System);
        var job = await CreateJobAsync(1);
        Damage(job, "terms.json");
        await index.OpenAsync(
            new JobIndexEntry
            {
                Job = job,
                Model = "model",
                State = JobState.Rendering,
                Created = DateTimeOffset.UnixEpoch,
            }
        );
        await using var cluster = await StartAsync(
            new KeptState(),
            Renderer,
            silo => silo.Services.AddSingleton<IJobIndex>(index)
        );

        await cluster.Grains.Job(job).ReofferAsync();
        var status = await (await JobProbe.AttachAsync(cluster.Grains, job)).EndAsync(JobState.Failed);

        status.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.Damaged);
    }

    /// <summary>Runs until the conditioning and the first segment are committed, and ends in the second.</summary>
    private async Task InterruptAsync(KeptState state, JobId job)
    {
        using var begun = new SemaphoreSlim(0);
        Renderer.Before = (task, _, cancellation) =>
        {
            if (task.Work.Segment != 1)
                return;
            begun.Release();
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        };
        await using var cluster = await StartAsync(state, Renderer);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        (await begun.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
    }

    private void Damage(JobId job, string file)
    {
        var path = Path.Combine(Folder.Below("store"), job.ToString(), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Garbage);
    }

    private Task<SmallCluster> StartAsync(KeptState state, ScriptedRenderer slot, Action<ISiloBuilder>? silo = null) =>
        SmallCluster.StartAsync(
            Store,
            Folder,
            [slot],
            new SmallClusterOptions(
                Pool: pool => pool.Adoption = TimeSpan.FromSeconds(1),
                Time: new FastTime(20),
                State: state,
                Silo: silo
            )
        );
}
