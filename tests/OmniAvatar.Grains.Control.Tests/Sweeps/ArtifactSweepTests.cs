using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Sweeps;

public sealed class ArtifactSweepTests : ClusterTest
{
    private static readonly SweepOptions Options = new();

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryJobIndex _index;
    private readonly List<string> _skipped = [];

    public ArtifactSweepTests() => _index = new InMemoryJobIndex(new WorkClock(_time));

    [Fact]
    public async Task Run_FilesOfAJobThatNobodyKnows_GoAfterAWhileAndOtherFoldersNever()
    {
        await using var cluster = await StartSweptAsync();
        var orphan = new JobId("local", "orphan");
        await PutAsync(JobArtifacts.Attempt(orphan.Segment(0, 3), 2).Append("fragment"));
        await PutAsync(ArtifactName.Parse("local/cache/0a1b/prompt"));
        var sweep = Sweep(cluster);

        (await sweep.RunAsync(default)).ShouldBe((2, 0));
        _time.Advance(Options.OrphansFor);
        (await sweep.RunAsync(default)).ShouldBe((2, 1));

        await GoneAsync(JobArtifacts.Root(orphan));
        (await CountAsync(ArtifactName.Parse("local/cache"))).ShouldBe(1);
    }

    [Fact]
    public async Task Run_JobBeingSubmitted_IsLeftToWhoeverAsksItFirst()
    {
        await using var cluster = await StartSweptAsync();
        var job = new JobId("local", "uploading");
        await _index.ReserveAsync(Entry(job, JobState.New));
        await PutAsync(JobArtifacts.Sound(job));
        var sweep = Sweep(cluster);

        for (var hour = 0; hour < 12; hour++)
        {
            (await sweep.RunAsync(default)).ShouldBe((1, 0));
            _time.Advance(Options.Every);
        }

        (await CountAsync(JobArtifacts.Root(job))).ShouldBe(1);
        (await _index.FindAsync(job)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_LateFilesOfEndedJobs_GoAndNothingElseDoes()
    {
        await using var cluster = await StartSweptAsync(Renderer);
        var (open, completed) = (await CreateJobAsync(1), await CreateJobAsync(1));
        await _index.OpenAsync(Entry(open, JobState.Rendering));
        await cluster.Grains.Job(completed).StartAsync(TestJobs.Terms with { KeepIntermediates = false });
        await Until.TrueAsync(async () =>
            await _index.FindAsync(completed) is { State: JobState.Completed, Bytes: > 0 }
        );
        var kept = await CountAsync(JobArtifacts.Root(completed));
        (await Sweep(cluster).RunAsync(default)).ShouldBe((2, 0));

        await PutAsync(JobArtifacts.Attempt(completed.Segment(0, 0), 2).Append("fragment"));
        (await Sweep(cluster).RunAsync(default)).ShouldBe((2, 1));

        await GoneAsync(JobArtifacts.Segments(completed));
        (await CountAsync(JobArtifacts.Root(completed))).ShouldBe(kept);
        (await CountAsync(JobArtifacts.Root(open))).ShouldBe(5);
        _skipped.ShouldBeEmpty();
    }

    [Fact]
    public async Task Begin_OfTheGrainInTheCluster_Sweeps()
    {
        await using var cluster = await StartSweptAsync();
        var job = new JobId("local", "nobodys");
        await PutAsync(JobArtifacts.Sound(job));
        var sweeper = cluster.Grains.GetGrain<ISweepGrain>(ISweepGrain.Key);

        // One sweep may still be running when the next is asked for.
        await Until.TrueAsync(async () =>
        {
            await sweeper.BeginAsync();
            _time.Advance(Options.OrphansFor);
            return await CountAsync(JobArtifacts.Root(job)) == 0;
        });
    }

    private ArtifactSweep Sweep(SmallCluster cluster) =>
        new(Store, _index, cluster.Grains, new WorkClock(_time), Options, (_, job) => _skipped.Add(job));

    private Task<SmallCluster> StartSweptAsync(params ScriptedRenderer[] slots) =>
        SmallCluster.StartAsync(
            Store,
            Folder,
            slots,
            new SmallClusterOptions(Time: _time, Silo: silo => silo.Services.AddSingleton<IJobIndex>(_index))
        );

    private JobIndexEntry Entry(JobId job, JobState state) =>
        new()
        {
            Job = job,
            Model = "model",
            State = state,
            Created = _time.GetUtcNow(),
        };

    private Task GoneAsync(ArtifactName prefix) => Until.TrueAsync(async () => await CountAsync(prefix) == 0);

    private async Task<int> CountAsync(ArtifactName prefix)
    {
        var count = 0;
        await foreach (var _ in Store.ListAsync(prefix, default))
            count++;
        return count;
    }

    private async Task PutAsync(ArtifactName name)
    {
        var local = Folder.Below("put");
        await File.WriteAllTextAsync(local, "late");
        await Store.PutFileAsync("late", name, local, default);
    }
}
