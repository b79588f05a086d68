using Microsoft.Extensions.Logging.Abstractions;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Storage;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>
/// A job's duties without a silo: over a store, rows and an index, with what would be other grains noted. Rounds run
/// when the test says so.
/// </summary>
public abstract class DutyTest : IAsyncLifetime
{
    private const string Slot = "slot";

    private readonly CancellationTokenSource _stop = new();
    private BackgroundLoops _loops = null!;

    private protected TemporaryFolder Folder { get; } = new();

    private protected DirectoryArtifactStore Store { get; private set; } = null!;

    private protected KeptState State { get; } = new();

    private protected NotedTime Time { get; } = new();

    private protected IJobIndex Index { get; private set; } = null!;

    /// <summary>What the job's webhook is to be told; each call is noted.</summary>
    private protected IWebhookOutbox Outbox { get; private set; } = null!;

    private protected JobControlOptions Options { get; } = new() { SpreadRetries = false };

    private protected JobTerms Terms { get; set; } = TestJobs.Terms;

    /// <summary>What was written and who was told, in order.</summary>
    private protected List<string> Steps { get; } = [];

    private protected NotedHost Host { get; private set; } = null!;

    private protected JobId Id { get; private set; }

    private protected JobDuties Duties { get; private set; } = null!;

    private protected WorkId Conditioning => WorkId.Conditioning(Id);

    public async Task InitializeAsync()
    {
        Store = new DirectoryArtifactStore(Folder.Below("store"));
        Host = new NotedHost(Steps);
        _loops = new BackgroundLoops(new WorkClock(Time), NullLogger<BackgroundLoops>.Instance);
        var index = new InMemoryJobIndex(new WorkClock(Time));
        Index = NotedGrain.Of<IJobIndex>(
            (method, arguments) =>
            {
                if (method is nameof(IJobIndex.SetStateAsync) or nameof(IJobIndex.RemoveAsync))
                    Host.Answer($"index: {method}").GetAwaiter().GetResult();
                return typeof(IJobIndex).GetMethod(method)!.Invoke(index, arguments);
            }
        );
        var outbox = new InMemoryWebhookOutbox(new WorkClock(Time));
        Outbox = NotedGrain.Of<IWebhookOutbox>(
            (method, arguments) =>
            {
                if (method is nameof(IWebhookOutbox.AddAsync) or nameof(IWebhookOutbox.ReleaseAsync))
                    Host.Answer($"outbox: {method}").GetAwaiter().GetResult();
                return typeof(IWebhookOutbox).GetMethod(method)!.Invoke(outbox, arguments);
            }
        );
        State.OnWrite = row => Steps.Add($"row: {row.Split('/')[^1]}");
        Id = await TestJobs.CreateAsync(Store, Folder, 2, 1);
        Activate();
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        _loops.Dispose();
        _stop.Dispose();
        Store.Dispose();
        Folder.Dispose();
    }

    /// <summary>Begins anew with nothing but what is durable, as the next activation does.</summary>
    private protected void Activate()
    {
        var services = new JobServices(
            Store,
            Index,
            Outbox,
            State,
            Options,
            new WorkClock(Time),
            _loops,
            NullLogger.Instance
        );
        Duties = new JobDuties(Id, GrainId.Create("job", Id.ToString()), services, Host, _stop.Token);
    }

    /// <summary>Ends the activation.</summary>
    private protected Task StopAsync() => _stop.CancelAsync();

    /// <summary>Starts the job and offers its first work.</summary>
    private protected async Task StartAsync()
    {
        await Duties.Opening.StartAsync(Terms);
        await Duties.Round.RunAsync();
        Steps.Clear();
    }

    /// <summary>Starts the job and goes on until its conditioning is done, with one attempt.</summary>
    private protected async Task StartSegmentsAsync()
    {
        await StartAsync();
        await CommitAsync(await GrantAsync(Conditioning));
        await Duties.Round.RunAsync();
        Steps.Clear();
    }

    private protected async Task<WorkGrant> GrantAsync(WorkId work)
    {
        var decision = await Duties.Grants.GrantAsync(work);
        return new WorkGrant(work, decision.ShouldBeOfType<GrantDecision.Go>().Attempt, Slot, TimeSpan.FromMinutes(1));
    }

    /// <summary>Puts an attempt's result and reports it.</summary>
    private protected async Task CommitAsync(WorkGrant grant)
    {
        await Store.CommitByHandAsync(Folder, grant.Work, grant.Attempt);
        var outcome = new WorkOutcome.Committed(grant.Attempt, 1000, "device=hand");
        await Duties.Reports.EndAsync(grant, outcome, new AttemptUsage(1000), slotIsLost: false);
    }

    private protected Task FailAsync(WorkGrant grant, FailureKind kind) =>
        Duties.Reports.EndAsync(
            grant,
            new WorkOutcome.Failed(JobFailure.Of(kind, "It failed.")),
            new AttemptUsage(1000),
            slotIsLost: false
        );
}
