using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>Clusters that die, messages that get lost and state that is gone, over one store, one index and one
/// ledger.</summary>
public sealed class LossTests : ClusterTest
{
    private const int Speed = 20;

    private readonly InMemoryJobIndex _index = new(WorkClock.System);
    private readonly InMemoryLedger _ledger = new();
    private readonly AttemptLog _attempts = new();

    public static TheoryData<int> Seeds => Repeats.Of(usually: 2);

    public static TheoryData<int> Times => Repeats.Of(usually: 1);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Messages_AllTwiceAndOneInTenLost_LeaveResultsAndLedgerExact(int seed)
    {
        var messages = new LossyMessages(seed);
        var slots = new[] { new ScriptedRenderer(), new ScriptedRenderer(), new ScriptedRenderer() };
        await using var cluster = await StartAsync(new KeptState(), messages, slots);
        var jobs = new[] { await CreateJobAsync(3, 2, 3), await CreateJobAsync(4, 1) };

        await Task.WhenAll(jobs.Select(job => RunToEndAsync(cluster, job, JobState.Completed)));
        await SettledAsync(jobs);

        (await VideoAsync(jobs[0])).ShouldBe("[0.0][0.1][0.2][1.0][1.1][2.0][2.1][2.2]♪");
        (await VideoAsync(jobs[1])).ShouldBe("[0.0][0.1][0.2][0.3][1.0]♪");
        _attempts.ShouldHaveNoNumberTwice();
        foreach (var job in jobs)
            await _ledger.ShouldBeExactAsync(Store, job, _attempts.Begun);
        messages.Lost.ShouldBePositive();
        messages.Doubled.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Cluster_StoppedAndStartedAgain_GoesOnByItselfAndRendersNoResultAgain()
    {
        var state = new KeptState();
        var job = await CreateJobAsync(3, 3);
        await InterruptAsync(state, job);

        var second = new ScriptedRenderer();
        await using var again = await StartAsync(state, null, second);
        await SettledAsync(job);

        second.Rendered.Count.ShouldBe(4);
        second.Rendered.ShouldNotContain(job.Segment(0, 0));
        _attempts.ShouldHaveNoNumberTwice();
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][0.2][1.0][1.1][1.2]♪");
        await _ledger.ShouldBeExactAsync(Store, job, _attempts.Begun);
    }

    [Fact]
    public async Task GrainState_AllGone_FindsEveryResultRecordsItAgainAndGivesNoNumberTwice()
    {
        var job = await CreateJobAsync(3, 3);
        await InterruptAsync(new KeptState(), job);

        var second = new ScriptedRenderer();
        var ledger = new InMemoryLedger();
        await using var again = await StartAsync(new KeptState(), null, ledger, second);
        await SettledAsync(job);

        second.Rendered.Count.ShouldBe(4);
        _attempts.ShouldHaveNoNumberTwice();
        _attempts
            .Grants.Where(grant => grant.Work == second.Rendered[0])
            .Max(grant => grant.Attempt)
            .ShouldBe(AttemptNumbers.First(generation: 2));
        await ledger.ShouldBeExactAsync(Store, job, _attempts.Begun);
    }

    [Fact]
    public async Task Result_GoneFromTheStore_IsRenderedAgain()
    {
        var job = await CreateJobAsync(2, 1);
        var lost = JobArtifacts.Result(job.Segment(0, 1));
        Renderer.Before = (task, _, cancellation) =>
        {
            if (task.Work == job.Segment(1, 0))
                Store.DeleteAsync(lost, cancellation).GetAwaiter().GetResult();
        };
        await using var cluster = await StartAsync(new KeptState(), null, Renderer);

        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await SettledAsync(job);

        Renderer.Rendered.Count(work => work == job.Segment(0, 1)).ShouldBe(2);
        Renderer.Rendered.Count.ShouldBe(5);
        _attempts.ShouldHaveNoNumberTwice();
        (await VideoAsync(job)).ShouldBe("[0.0][0.1][1.0]♪");
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Row_WrittenByAnotherActivation_JobBeginsAgainFromWhatIsDurable(int time)
    {
        time.ShouldBePositive();
        var state = new KeptState();
        var job = await CreateJobAsync(3);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work == job.Segment(0, 1))
                state.Touch($"{job}/chain0");
        };
        await using var cluster = await StartAsync(state, null, Renderer);

        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await SettledAsync(job);

        Renderer.Rendered.Count.ShouldBe(4);
        await _ledger.ShouldBeExactAsync(Store, job, _attempts.Begun);
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Row_WrittenByAnotherActivation_NobodyNeedBeAskedForTheJobToGoOn(int time)
    {
        time.ShouldBePositive();
        var state = new KeptState();
        var job = await CreateJobAsync(3);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work == job.Segment(0, 1))
                state.Touch($"{job}/chain0");
        };
        var asked = new Unheard(nameof(IJobGrain.ReofferAsync));
        await using var cluster = await StartAsync(
            state,
            null,
            _ledger,
            silo => silo.AddIncomingGrainCallFilter(asked),
            Renderer
        );

        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await SettledAsync(job);

        Renderer.Rendered.Count.ShouldBe(4);
        await _ledger.ShouldBeExactAsync(Store, job, _attempts.Begun);
    }

    /// <summary>Calls of one name that never arrive.</summary>
    private sealed class Unheard(string method) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) =>
            context.ImplementationMethod?.Name == method
                ? throw new TimeoutException("The message was lost.")
                : context.Invoke();
    }

    /// <summary>Runs until the conditioning and the first segments of both shots are committed, stops in the second
    /// ones, and ends.</summary>
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
        var other = new ScriptedRenderer { Before = Renderer.Before };
        await using var cluster = await StartAsync(state, null, Renderer, other);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        for (var shot = 0; shot < 2; shot++)
            (await begun.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
    }

    /// <summary>Returns when the jobs have ended, their ledger told.</summary>
    private async Task SettledAsync(params JobId[] jobs)
    {
        foreach (var job in jobs)
            await Until.TrueAsync(async () => (await _index.FindAsync(job))?.State == JobState.Completed);
    }

    private Task<SmallCluster> StartAsync(KeptState state, LossyMessages? messages, params ScriptedRenderer[] slots) =>
        StartAsync(state, messages, _ledger, slots);

    private Task<SmallCluster> StartAsync(
        KeptState state,
        LossyMessages? messages,
        InMemoryLedger ledger,
        params ScriptedRenderer[] slots
    ) => StartAsync(state, messages, ledger, _ => { }, slots);

    private Task<SmallCluster> StartAsync(
        KeptState state,
        LossyMessages? messages,
        InMemoryLedger ledger,
        Action<ISiloBuilder> more,
        params ScriptedRenderer[] slots
    ) =>
        SmallCluster.StartAsync(
            Store,
            Folder,
            slots,
            new SmallClusterOptions(
                Pool: pool => pool.Adoption = TimeSpan.FromSeconds(1),
                Time: new FastTime(Speed),
                State: state,
                Silo: silo =>
                {
                    silo.Services.AddSingleton<IJobIndex>(_index);
                    silo.Services.AddSingleton<ILedger>(ledger);
                    if (messages is not null)
                        silo.AddIncomingGrainCallFilter(messages);
                    silo.AddIncomingGrainCallFilter(_attempts);
                    more(silo);
                }
            )
        );
}
