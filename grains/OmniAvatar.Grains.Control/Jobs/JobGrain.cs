using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// The only writer of a job's order. Calls interleave at every await, so each looks again at what it found before
/// waiting.
/// </summary>
/// <remarks>
/// <code>
/// Start ─► head: rendering ─► Advance ─► offer ready work ─► pool ─► Grant: is the result there?
///                                ▲                                     │ else number the attempt, save the row
///                                └── row: next index ◄── Report ◄── attempt on a slot
/// all chains done ─► AssemblyGrain ─► Assembled ─► head: completed ─► ledger told ─► index ─► intermediates go
/// </code>
/// </remarks>
[Reentrant]
public sealed partial class JobGrain : Grain, IJobGrain, IIncomingGrainCallFilter
{
    private static readonly TimeSpan PoolPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OrderPatience = TimeSpan.FromSeconds(3);

    private readonly IArtifactStore _store;
    private readonly IJobIndex _index;
    private readonly JobControlOptions _options;
    private readonly WorkClock _clock;
    private readonly IGrainStorage _storage;
    private readonly BackgroundLoops _loops;
    private readonly ILogger<JobGrain> _logger;
    private readonly JobObservers _observers;
    private readonly CancellationTokenSource _deactivated = new();
    private readonly BackgroundLoop _advance;
    private readonly BackgroundLoop _tell;
    private readonly JobId _job;
    private readonly JobResults _results;
    private DurableRow<JobHead> _head;

    public JobGrain(
        IArtifactStore store,
        IJobIndex index,
        IOptions<JobControlOptions> options,
        WorkClock clock,
        IGrainStorage storage,
        BackgroundLoops loops,
        ILogger<JobGrain> logger
    )
    {
        (_store, _index, _options, _clock, _storage, _loops, _logger) = (
            store,
            index,
            options.Value,
            clock,
            storage,
            loops,
            logger
        );
        _job = JobId.Parse(this.GetPrimaryKeyString());
        _observers = new JobObservers(logger);
        _faults = new FaultCount(_options.FaultsBeforeFailing);
        _results = new JobResults(store, _job, LogRemoved);
        var retries = new Retries(clock, _options.FirstRetry, _options.LongestRetry, _options.SpreadRetries);
        _advance = new BackgroundLoop(
            "job",
            () => GuardAsync(Advancing, AdvanceOrFailAsync),
            loops,
            retries,
            LogStalled,
            _deactivated.Token
        );
        _tell = new BackgroundLoop(
            "job's ledger",
            () => GuardAsync(Telling, SendToLedgerAsync),
            loops,
            retries,
            LogStalled,
            _deactivated.Token
        );
        _head = NewHead();
    }

    private JobState State => _head.Value.State;

    private bool IsOpen => State is JobState.Rendering or JobState.Assembling;

    public override async Task OnActivateAsync(CancellationToken cancellation)
    {
        await _head.LoadAsync();
        if (State != JobState.New)
            _advance.Ask();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) =>
        _deactivated.CancelAsync();

    /// <summary>Every call: whatever fails in it is looked at here.</summary>
    public Task Invoke(IIncomingGrainCallContext context) =>
        GuardAsync(context.ImplementationMethod.Name, context.Invoke);

    public async Task StartAsync(JobTerms terms)
    {
        if (State is JobState.Failed or JobState.Cancelled)
            return;
        if (State is JobState.New)
            await BeginAsync(terms);
        if (State is JobState.Completed)
        {
            if (await IsCommittedAsync(JobArtifacts.OutputResult(_job)))
                return;
            (_order, _loading) = (null, null);
        }
        await OpenAsync();
    }

    public async Task<JobFailure?> ResumeAsync()
    {
        if (State is JobState.Cancelled)
            return JobFailure.Of(
                FailureKind.WrongUse,
                $"The job {_job.Job} was cancelled and its files are gone: submit it again."
            );
        if (State is not JobState.Failed)
            return null;
        _resetFailures = true;
        ForgetFaults();
        await OpenAsync();
        return null;
    }

    public async Task CancelAsync()
    {
        if (State is JobState.New or JobState.Rendering or JobState.Assembling or JobState.Failed)
            await CloseAsync(_head.Value with { State = JobState.Cancelled });
    }

    public Task DeleteAsync() => CloseAsync(_head.Value with { State = JobState.Cancelled, Deleting = true });

    public async Task<JobStatus> StatusAsync()
    {
        await KnowOrderAsync();
        var waiting = await WaitingAsync();
        return _observers.Status(_head.Value, _order) with { Waiting = waiting };
    }

    public Task SubscribeAsync(IJobObserver observer)
    {
        _observers.Add(observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(IJobObserver observer)
    {
        _observers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task ProgressAsync(WorkProgress progress)
    {
        if (State == JobState.Rendering && _order?.RowIfNext(progress.Work)?.Value.Attempt == progress.Attempt)
            _observers.Follow(progress, _head.Value, _order);
        return Task.CompletedTask;
    }

    public async Task ReofferAsync()
    {
        if (State is JobState.New)
            await RecoverAsync();
        _offered.Clear();
        // The index holds an ended job for open: its end was not brought to an end.
        _closing = !IsOpen;
        _advance.Ask();
    }

    /// <summary>Agrees on the terms; they are kept beside the request, so that the job survives the loss of all grain
    /// state.</summary>
    private async Task BeginAsync(JobTerms terms)
    {
        await JobTermsDocument.WriteAsync(_store, _job, terms, CancellationToken.None);
        if (State is not JobState.New)
            return;
        _head.Value = _head.Value with
        {
            Terms = terms,
            Created = _clock.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            TraceParent = JobTrace.Begin(_job, terms),
        };
    }

    /// <summary>A job that the index knows but that has lost its state begins again from what lies in the
    /// store.</summary>
    private async Task RecoverAsync()
    {
        if (await _index.FindAsync(_job) is not { IsOpen: true })
            return;
        try
        {
            if (await JobTermsDocument.FindAsync(_store, _job, CancellationToken.None) is { } terms)
                await StartAsync(terms);
        }
        catch (DamagedException e)
        {
            // Nothing else knows what was agreed, so it can only end.
            await BeginAsync(new JobTerms { Model = "" });
            _fault ??= JobFailure.From(e);
            await OpenAsync();
        }
    }

    private async Task OpenAsync()
    {
        await _index.OpenAsync(
            new JobIndexEntry
            {
                Job = _job,
                Model = _head.Value.Terms.Model,
                State = JobState.Rendering,
                Created = DateTimeOffset.FromUnixTimeMilliseconds(_head.Value.Created),
                GpuSeconds = _head.Value.Terms.GpuSeconds,
                Bytes = _head.Value.Terms.Bytes,
                Summary = _head.Value.Terms.Summary,
            }
        );
        _closing = false;
        if (!IsOpen)
        {
            _head.Value = _head.Value with { State = JobState.Rendering, Failure = null };
            await _head.SaveAsync();
            LogOpened(_job.Tenant, _job.Job);
        }
        _advance.Ask();
    }

    /// <summary>Looks how far the job is, if that is not known yet: it would say that nothing is done. What looks
    /// unasked goes on looking.</summary>
    private async Task KnowOrderAsync()
    {
        if (_order is not null || !(IsOpen || State is JobState.Failed))
            return;
        Task known = OrderAsync();
        await known
            .WaitAsync(OrderPatience, _clock.Time)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Why nothing runs although work is ready; null where something does, or the pool does not say so
    /// soon.</summary>
    private async Task<string?> WaitingAsync()
    {
        if (_stalledSince is not null)
            return "The job cannot reach its files or its state now, and tries again.";
        if (State != JobState.Rendering || _order is not { } order)
            return null;
        var ready = order.Ready().ToArray();
        if (ready.Length == 0 || _observers.HasRunningWork)
            return null;
        try
        {
            // Granted, and no report since: it is under way, unless no slot is there that could render it.
            if (!ready.All(work => order.RowOf(work)!.Value.IsOver()))
                return (await GrainFactory.Pool().StatusAsync().WaitAsync(PoolPatience, _clock.Time)).Slots == 0
                    ? WaitingReason.NoRenderer
                    : null;
            var demand = WorkOffers.Of(ready[0], _head.Value, order).Demand;
            return await GrainFactory.Pool().WaitingAsync(_job.Tenant, demand).WaitAsync(PoolPatience, _clock.Time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }

    private void LogStalled(Exception exception, TimeSpan wait) => LogStalled(exception, _job.Tenant, _job.Job, wait);

    private async Task<bool> IsCommittedAsync(ArtifactName result) =>
        await _results.FindAsync(result, CancellationToken.None) is not null;
}
