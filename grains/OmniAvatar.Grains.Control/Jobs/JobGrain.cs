using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Resilience;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// The only writer of a job's order: what is done for the job is in its <see cref="JobDuties"/>. Calls interleave at
/// every await, so each looks again at what it found before waiting.
/// </summary>
/// <remarks>
/// <code>
/// Start ─► head: rendering ─► Round ─► offer ready work ─► pool ─► Grant: is the result there?
///                               ▲                                    │ else number the attempt, save the row
///                               └── row: next index ◄── Report ◄── attempt on a slot
/// all chains done ─► AssemblyGrain ─► Assembled ─► head: completed ─► ledger told ─► index ─► intermediates go
/// </code>
/// </remarks>
[Reentrant]
public sealed class JobGrain : Grain, IJobGrain, IIncomingGrainCallFilter, IJobHost
{
    private readonly CancellationTokenSource _deactivated = new();
    private readonly JobId _id;
    private readonly JobDuties _duties;
    private readonly BackgroundLoop _advance;
    private readonly BackgroundLoop _tell;

    /// <summary>Starts with nothing loaded.</summary>
    public JobGrain(
        IArtifactStore store,
        IJobIndex index,
        IWebhookOutbox outbox,
        IOptions<JobControlOptions> options,
        WorkClock clock,
        IGrainStorage storage,
        BackgroundLoops loops,
        ILogger<JobGrain> logger
    )
    {
        _id = JobId.Parse(this.GetPrimaryKeyString());
        var services = new JobServices(store, index, outbox, storage, options.Value, clock, loops, logger);
        _duties = new JobDuties(_id, this.GetGrainId(), services, this, _deactivated.Token);
        _advance = Loop("job", JobFaults.Advancing, _duties.Round.RunAsync, services);
        _tell = Loop("job's ledger", JobFaults.Telling, _duties.Ledger.TellAsync, services);
    }

    IGpuPoolGrain IJobHost.Pool => GrainFactory.Pool();

    ITenantGrain IJobHost.Tenant => GrainFactory.Tenant(_id.Tenant);

    IAssemblyGrain IJobHost.Assembly => GrainFactory.Assembly(_id);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellation)
    {
        await _duties.Job.LoadHeadAsync();
        if (_duties.Job.State != JobState.New)
            _advance.Ask();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) =>
        _deactivated.CancelAsync();

    /// <summary>Every call: whatever fails in it is looked at here.</summary>
    public Task Invoke(IIncomingGrainCallContext context) =>
        _duties.Faults.GuardAsync(context.ImplementationMethod.Name, context.Invoke);

    /// <inheritdoc/>
    public Task StartAsync(JobTerms terms) => _duties.Opening.StartAsync(terms);

    /// <inheritdoc/>
    public Task<JobFailure?> ResumeAsync() => _duties.Resumption.ResumeAsync();

    /// <inheritdoc/>
    public Task CancelAsync() => _duties.Closing.CancelAsync();

    /// <inheritdoc/>
    public Task DeleteAsync() => _duties.Closing.DeleteAsync();

    /// <inheritdoc/>
    public Task TidyAsync() => _duties.Closing.TidyAsync();

    /// <inheritdoc/>
    public Task<JobStatus> StatusAsync() => _duties.Status.StatusAsync();

    /// <inheritdoc/>
    public Task<IReadOnlyList<ShotProgress>> ShotsAsync() => _duties.Status.ShotsAsync();

    /// <inheritdoc/>
    public Task SubscribeAsync(IJobObserver observer)
    {
        _duties.Observers.Add(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnsubscribeAsync(IJobObserver observer)
    {
        _duties.Observers.Remove(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReofferAsync() => _duties.Recovery.GoOnAsync();

    /// <inheritdoc/>
    public Task<GrantDecision> GrantAsync(WorkId work, string slot) => _duties.Grants.GrantAsync(work);

    /// <inheritdoc/>
    public Task ProgressAsync(WorkProgress progress)
    {
        _duties.Status.Follow(progress);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReportAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage) =>
        _duties.Reports.EndAsync(grant, outcome, usage, slotIsLost: false);

    /// <inheritdoc/>
    public Task LostAsync(WorkGrant grant, AttemptUsage usage) =>
        _duties.Reports.EndAsync(grant, new WorkOutcome.GivenBack(), usage, slotIsLost: true);

    /// <inheritdoc/>
    public Task AssembledAsync(JobFailure? failure) => _duties.Assembly.EndAsync(failure);

    void IJobHost.AskToAdvance() => _advance.Ask();

    void IJobHost.AskToTellLedger() => _tell.Ask();

    void IJobHost.StayActive(TimeSpan span) => DelayDeactivation(span);

    void IJobHost.EndWhenIdle() => DeactivateOnIdle();

    private BackgroundLoop Loop(string name, string what, Func<Task> round, JobServices services)
    {
        var (options, log) = (services.Options, new JobLog(services.Logger, _id));
        var backoff = new Backoff(options.FirstRetry, options.LongestRetry) { IsSpread = options.SpreadRetries };
        return new BackgroundLoop(
            name,
            () => _duties.Faults.GuardAsync(what, round),
            services.Loops,
            new Retries(services.Clock.Time, backoff),
            log.Stalled,
            _deactivated.Token
        );
    }
}
