using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>What is left of a job that has ended.</summary>
public sealed class EndingTests : ClusterTest
{
    private readonly InMemoryJobIndex _index = new(WorkClock.System);
    private readonly InMemoryLedger _ledger = new();
    private readonly KeptState _state = new();
    private readonly Outage _deletions = new();

    [Fact]
    public async Task Complete_KeepsNoIntermediates_LeavesOutputAndDocumentsAndSaysHowMuchThatIs()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(2, 1);

        await RunAsync(cluster, job, TestJobs.Terms with { KeepIntermediates = false });

        (await NamesAsync(job)).ShouldBe([
            "generations/1",
            "output/a1/spritesheet.jpg",
            "output/a1/thumbnail.webp",
            "output/a1/video.mp4",
            "output/generations/1",
            "output/result.json",
            "plan.json",
            "request.json",
            "sound/a1/sound.m4a",
            "sound/generations/1",
            "sound/result.json",
            "terms.json",
        ]);
        _state.Rows.ShouldBe([$"{job}/head"]);
        var kept = (await _index.FindAsync(job)).ShouldNotBeNull().Bytes;
        kept.ShouldBe(await Store.MeasureAsync(JobArtifacts.Root(job), default));
        kept.ShouldBePositive();
        var status = await cluster.Grains.Job(job).StatusAsync();
        (status.SegmentsDone, status.SegmentsTotal, status.ShotsDone, status.ShotsTotal).ShouldBe((3, 3, 2, 2));
    }

    [Fact]
    public async Task Complete_Retained_KeepsWhatARemakeNeedsUntilItsTime()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(2);

        await RunAsync(
            cluster,
            job,
            TestJobs.Terms with
            {
                KeepIntermediates = false,
                RetainFor = TimeSpan.FromDays(1),
            }
        );

        var names = await NamesAsync(job);
        names.ShouldContain("inputs/picture");
        names.ShouldContain("shots/0000/0001/result.json");
        names.Count(name => name.Contains("/fragment")).ShouldBe(2);
        names.ShouldNotContain(name => name.Contains("/prefix") || name.StartsWith("conditioning"));
        (await _index.FindAsync(job))
            .ShouldNotBeNull()
            .Bytes.ShouldBe(await Store.MeasureAsync(JobArtifacts.Root(job), default));
        await cluster.Grains.Job(job).TidyAsync();
        (await NamesAsync(job)).ShouldBe(names);
    }

    [Fact]
    public async Task Tidy_RetainedLongEnough_DropsWhatARemakeNeeds()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        await RunAsync(
            cluster,
            job,
            TestJobs.Terms with
            {
                KeepIntermediates = false,
                RetainFor = TimeSpan.FromSeconds(2),
            }
        );

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await NamesAsync(job)).Exists(name => name.StartsWith("inputs") || name.StartsWith("shots")))
        {
            patience.Token.ThrowIfCancellationRequested();
            await cluster.Grains.Job(job).TidyAsync();
            await Task.Yield();
        }

        (await NamesAsync(job)).ShouldContain("output/a1/video.mp4");
    }

    [Fact]
    public async Task Complete_KeepsIntermediates_RemovesOnlyLosers()
    {
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        Renderer.Before = (task, _, _) =>
        {
            if (!task.Work.IsConditioning)
                PutAsync(JobArtifacts.Attempt(task.Work, 7).Append("late")).GetAwaiter().GetResult();
        };

        await RunAsync(cluster, job, TestJobs.Terms);

        var names = await NamesAsync(job);
        names.ShouldContain("shots/0000/0000/a1/fragment.txt");
        names.ShouldContain("inputs/picture");
        names.ShouldNotContain(name => name.Contains("/a7/"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    [InlineData(true, 2)]
    public async Task Cancel_WhileRendering_LeavesNothingButTheLedger(bool delete, int deletionsThatFail)
    {
        using var begun = new SemaphoreSlim(0);
        Renderer.Before = (task, _, cancellation) =>
        {
            if (task.Work.Segment != 1)
                return;
            begun.Release();
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            PutAsync(JobArtifacts.Attempt(task.Work, 1).Append("late")).GetAwaiter().GetResult();
            cancellation.ThrowIfCancellationRequested();
        };
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(3);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        (await begun.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();

        // Where the store is away at first, what is to be removed is removed later.
        _deletions.Begin(deletionsThatFail);
        if (delete)
            await cluster.Grains.Job(job).DeleteAsync();
        else
            await cluster.Grains.Job(job).CancelAsync();

        await Until.TrueAsync(async () => (await _ledger.EntriesAsync(job)).Any(e => e.Outcome == LedgerOutcome.Lost));
        await Until.TrueAsync(async () => (await NamesAsync(job)).Count == 0);
        if (delete)
        {
            await Until.TrueAsync(async () => await _index.FindAsync(job) is null);
            await Until.TrueAsync(() => Task.FromResult(_state.Rows.Count == 0));
        }
        else
        {
            await Until.TrueAsync(async () => await _index.FindAsync(job) is { State: JobState.Cancelled, Bytes: 0 });
            await Until.TrueAsync(() => Task.FromResult(_state.Rows.SequenceEqual([$"{job}/head"])));
            (await cluster.Grains.Job(job).ResumeAsync()).ShouldNotBeNull().Kind.ShouldBe(FailureKind.WrongUse);
        }
        (await _ledger.EntriesAsync(job)).Count(e => e.Outcome == LedgerOutcome.Committed).ShouldBe(2);
        Renderer.Rendered.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Delete_WhileTheVideoIsJoined_LeavesNothing()
    {
        var assembler = new HeldAssembler();
        await using var cluster = await StartAsync(assembler);
        var job = await CreateJobAsync(1);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await assembler.Begun.WaitAsync(TimeSpan.FromMinutes(1));

        await cluster.Grains.Job(job).DeleteAsync();
        await Until.TrueAsync(async () => await _index.FindAsync(job) is null);
        assembler.Release();

        await cluster.Calls.CountAsync(nameof(IJobGrain.AssembledAsync), 1);
        (await NamesAsync(job)).ShouldBeEmpty();
    }

    private async Task RunAsync(SmallCluster cluster, JobId job, JobTerms terms)
    {
        await cluster.Grains.Job(job).StartAsync(terms);
        // The index hears of what is kept last of all.
        await Until.TrueAsync(async () => await _index.FindAsync(job) is { State: JobState.Completed, Bytes: > 0 });
    }

    private async Task PutAsync(ArtifactName name)
    {
        var local = Folder.Below($"put-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(local, "late");
        await Store.PutFileAsync("late", name, local, default);
    }

    private async Task<List<string>> NamesAsync(JobId job)
    {
        var names = new List<string>();
        await foreach (var name in Store.ListAsync(JobArtifacts.Root(job), default))
            names.Add(name.Value[(job.ToString().Length + 1)..]);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private Task<SmallCluster> StartAsync(IVideoAssembler? assembler = null) =>
        SmallCluster.StartAsync(
            new AwayStore(Store, new Outage(), _deletions),
            Folder,
            [Renderer],
            new SmallClusterOptions(
                Time: new FastTime(20),
                State: _state,
                Silo: silo =>
                {
                    silo.Services.AddSingleton<IJobIndex>(_index);
                    silo.Services.AddSingleton<ILedger>(_ledger);
                    if (assembler is not null)
                        silo.Services.AddSingleton(assembler);
                }
            )
        );

    /// <summary>Joins nothing before it is told to.</summary>
    private sealed class HeldAssembler : PlainAssembler
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Release() => _released.TrySetResult();

        public override async Task AssembleAsync(AssemblyTask task, CancellationToken cancellation)
        {
            _begun.TrySetResult();
            await _released.Task.WaitAsync(cancellation);
            await File.WriteAllTextAsync(task.OutputPath, "a video", cancellation);
        }
    }
}
