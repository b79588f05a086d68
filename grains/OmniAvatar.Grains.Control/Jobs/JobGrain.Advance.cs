using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Brings the job forward: whatever is ready is offered, whatever is finished is joined.</summary>
public sealed partial class JobGrain
{
    private const int ReadsAtOnce = 16;

    private readonly HashSet<WorkId> _offered = [];
    private JobOrder? _order;
    private Task<JobOrder>? _loading;
    private bool _hasOutput;
    private bool _resetFailures;
    private bool _lookAgain;
    private bool _countAgain;
    private bool _watchingAssembly;
    private bool _offersAgain;
    private int _assemblyFailures;
    private TimeSpan? _stalledSince;

    private async Task AdvanceOrFailAsync()
    {
        try
        {
            if (_outdated)
                await ReloadAsync();
            if (_fault is { } fault)
                await EndByFaultAsync(fault);
            if (_closing)
                await FinishClosingAsync();
            if (_untidy)
                await TidyAgainAsync();
            await AdvanceOnceAsync();
            _stalledSince = null;
        }
        catch (Exception e) when (IsFinal(e))
        {
            await FailAsync(JobFailure.From(e));
        }
    }

    private bool IsFinal(Exception failure) =>
        failure is BadInputException or WrongUseException || IsStalledTooLong(failure);

    /// <summary>Whether the store has refused for longer than this job waits; counted from the first refusal in a
    /// row.</summary>
    private bool IsStalledTooLong(Exception refusal)
    {
        if (
            refusal is InconsistentStateException
            || JobFailure.KindOf(refusal) is not (FailureKind.Outage or FailureKind.Resources)
        )
            return false;
        _stalledSince ??= _clock.Now;
        return _clock.Now - _stalledSince >= _options.StorePatience;
    }

    private async Task AdvanceOnceAsync()
    {
        // A failed job offers nothing, but its status says what it has.
        if (_isBroken || (!IsOpen && State != JobState.Failed))
            return;
        var order = await OrderAsync();
        if (_resetFailures || _lookAgain)
            await LookThroughStoreAsync(order);
        if (_resetFailures)
            ResetFailures(order);
        if (!IsOpen)
            return;

        if (_hasOutput)
            await CompleteAsync();
        else if (order.IsDone)
            await AssembleAsync();
        else
            await OfferAsync(order);
        _observers.Notify(_head.Value, order);
    }

    /// <summary>The order, loaded once and corrected by what the store says is finished.</summary>
    private Task<JobOrder> OrderAsync() =>
        _loading is null or { IsFaulted: true } ? _loading = LoadOrderAsync() : _loading;

    private async Task<JobOrder> LoadOrderAsync()
    {
        var request = await JobDocuments.RequestAsync(_store, _job, CancellationToken.None);
        var plan = await JobPlan.ReadOrRemakeAsync(_store, _job, request, LogRemoved, CancellationToken.None);
        var rows = await ChainRows.LoadAsync(_job, plan.Shots.Count, _storage, this.GetGrainId());
        var order = new JobOrder(_job, request, plan, rows);
        await LookThroughStoreAsync(order);
        return _order = order;
    }

    private async Task LookThroughStoreAsync(JobOrder order)
    {
        Survey survey;
        int removed;
        do
        {
            // What is found damaged on the way is not there any more.
            (_lookAgain, removed) = (false, _results.Removed);
            survey = await order.SurveyAsync(_store);
            await RecordAsync(survey.Unknown.Select(place => order.Rows.Work(place.Chain, place.Index)));
        } while (_results.Removed != removed);
        _countAgain |= survey.HasGaps;
        order.Reconcile(survey);
        _hasOutput = survey.HasOutput && await IsCommittedAsync(JobArtifacts.OutputResult(_job));
    }

    /// <summary>Tells the ledger of results that no row knew of; only then may a row know of them.</summary>
    private async Task RecordAsync(IEnumerable<WorkId> found)
    {
        foreach (var some in found.Chunk(ReadsAtOnce))
        {
            var manifests = await Task.WhenAll(
                some.Select(work => _results.FindAsync(JobArtifacts.Result(work), CancellationToken.None))
            );
            var entries = some.Zip(manifests)
                .Where(pair => pair.Second is not null)
                .Select(pair => new LedgerEntry(
                    pair.First,
                    pair.Second!.Attempt,
                    pair.Second.GpuMilliseconds,
                    LedgerOutcome.Committed
                ));
            await GrainFactory.Tenant(_job.Tenant).RecordAsync(entries.ToArray());
        }
    }

    private void ResetFailures(JobOrder order)
    {
        order.ResetFailures();
        _assemblyFailures = 0;
        _resetFailures = false;
    }

    private async Task OfferAsync(JobOrder order)
    {
        await EnterAsync(JobState.Rendering);
        if (!_offersAgain)
            _ = _loops.RepeatAsync("job's offers", OfferAgainAsync, _options.OfferAgainEvery, _deactivated.Token);
        _offersAgain = true;
        await BeginCountingAsync(order);
        await PinNumericClassAsync(order);
        var offers = order
            .Ready()
            .Where(_offered.Add)
            .Select(work => WorkOffers.Of(work, _head.Value, order))
            .ToArray();
        if (offers.Length == 0)
            return;
        try
        {
            await GrainFactory.Pool().OfferAsync(offers);
        }
        catch
        {
            foreach (var offer in offers)
                _offered.Remove(offer.Work);
            throw;
        }
    }

    /// <summary>
    /// Whatever got lost of this job, on its way or with a silo, is said again while it is open; what the pool has
    /// already stays as it is.
    /// </summary>
    private Task OfferAgainAsync()
    {
        if (State != JobState.Rendering)
            return Task.CompletedTask;
        DelayDeactivation(_options.OfferAgainEvery * 2);
        _offered.Clear();
        _advance.Ask();
        return Task.CompletedTask;
    }

    /// <summary>Before the first grant, and when results are gone that were there: attempts are counted in a generation
    /// of their own.</summary>
    private async Task BeginCountingAsync(JobOrder order)
    {
        if (_head.Value.Generation > 0 && !_countAgain)
            return;
        var generation = await AttemptNumbers.ClaimGenerationAsync(
            _store,
            JobArtifacts.Root(_job),
            CancellationToken.None
        );
        _head.Value = _head.Value with
        {
            Generation = generation,
            Shots = order.Plan.Shots.Count,
            Segments = order.Plan.SegmentCount(),
        };
        await _head.SaveAsync();
        _countAgain = false;
    }

    /// <summary>A job that refuses to mix numeric classes stays in that of its conditioning.</summary>
    private async Task PinNumericClassAsync(JobOrder order)
    {
        if (_head.Value is { NumericClass: not null } or { Terms.AllowMixedClasses: true })
            return;
        if (order.RowIfNext(WorkId.Conditioning(_job)) is not null)
            return;
        var conditioning = await _results.FindAsync(
            JobArtifacts.Result(WorkId.Conditioning(_job)),
            CancellationToken.None
        );
        // Found damaged it is gone, and its class comes with the next one.
        if (conditioning is null)
            return;
        _head.Value = _head.Value with { NumericClass = conditioning.NumericClass };
        await _head.SaveAsync();
    }

    private async Task AssembleAsync()
    {
        await EnterAsync(JobState.Assembling);
        if (!_watchingAssembly)
            _ = _loops.KeepAsync("job's assembly", WatchAssemblyAsync, _deactivated.Token);
        await GrainFactory.Assembly(_job).StartAsync();
    }

    /// <summary>The assembly may die with its silo, or its answer may be lost. It is asked for again until it answers,
    /// which does no harm.</summary>
    private async Task WatchAssemblyAsync()
    {
        _watchingAssembly = true;
        while (State == JobState.Assembling && !_deactivated.IsCancellationRequested)
        {
            DelayDeactivation(_options.LongestRetry * 2);
            await _clock
                .Delay(_options.LongestRetry, _deactivated.Token)
                .ConfigureAwait(
                    ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing
                );
            _advance.Ask();
        }
        _watchingAssembly = false;
    }

    private async Task EnterAsync(JobState state)
    {
        if (State == state)
            return;
        _head.Value = _head.Value with { State = state };
        await _head.SaveAsync();
    }
}
