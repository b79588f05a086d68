using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Brings the job forward: whatever is ready is offered, whatever is finished is joined.</summary>
public sealed partial class JobGrain
{
    private readonly HashSet<WorkId> _offered = [];
    private readonly CancellationTokenSource _deactivated = new();
    private bool _advancing;
    private bool _advanceAgain;
    private bool _forgive;
    private bool _watchingAssembly;
    private TimeSpan? _stalledSince;

    /// <summary>Advances in the background; asked while it does, it goes round once more.</summary>
    private void Advance()
    {
        _advanceAgain = true;
        if (!_advancing) AdvanceWhileAskedAsync().Ignore();
    }

    private async Task AdvanceWhileAskedAsync()
    {
        _advancing = true;
        var retry = options.Value.FirstRetry;
        while (_advanceAgain && !_deactivated.IsCancellationRequested)
        {
            _advanceAgain = false;
            try
            {
                await AdvanceOrFailAsync();
                retry = options.Value.FirstRetry;
            }
            catch (InconsistentStateException e)
            {
                // Another activation wrote meanwhile: what this one believes is old, and the next begins from what is durable.
                LogOutdated(e, _job.Tenant, _job.Job);
                DeactivateOnIdle();
                break;
            }
            catch (Exception e)
            {
                LogStalled(e, _job.Tenant, _job.Job, retry);
                await clock.Delay(retry, _deactivated.Token).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
                retry = retry * 2 < options.Value.LongestRetry ? retry * 2 : options.Value.LongestRetry;
                _advanceAgain = true;
            }
        }
        _advancing = false;
    }

    private async Task AdvanceOrFailAsync()
    {
        try
        {
            if (_closing) await FinishClosingAsync();
            await AdvanceOnceAsync();
            _stalledSince = null;
        }
        catch (Exception e) when (e is BadInputException or WrongUseException || IsStalledTooLong(e))
        {
            await FailAsync(JobFailure.From(e));
        }
    }

    /// <summary>Whether the store has refused for longer than this job waits; counted from the first refusal in a row.</summary>
    private bool IsStalledTooLong(Exception refusal)
    {
        if (refusal is InconsistentStateException) return false;
        _stalledSince ??= clock.Now;
        return clock.Now - _stalledSince >= options.Value.StorePatience;
    }

    private async Task AdvanceOnceAsync()
    {
        if (!IsOpen) return;

        var order = _order ??= await JobOrder.LoadAsync(_job, store, storage, this.GetGrainId());
        if (_forgive) await order.ForgiveAsync();
        _forgive = false;
        if (!IsOpen) return;

        if (order.HasOutput) await CompleteAsync();
        else if (order.IsDone) await AssembleAsync();
        else await OfferAsync(order);
        _audience.Tell(_head.Value, order);
    }

    private async Task OfferAsync(JobOrder order)
    {
        await EnterAsync(JobState.Rendering);
        var offers = order.Ready().Where(_offered.Add).Select(work => Offer(order, work)).ToArray();
        if (offers.Length == 0) return;
        try
        {
            await GrainFactory.Pool().OfferAsync(offers);
        }
        catch
        {
            foreach (var offer in offers) _offered.Remove(offer.Work);
            throw;
        }
    }

    private WorkOffer Offer(JobOrder order, WorkId work)
    {
        var row = order.RowIfNext(work)!.Value;
        return new WorkOffer(work, row.LastSlot, row.Attempt, LastAttemptIsOver: row.HeardAttempt == row.Attempt, new WorkDemand { Model = _head.Value.Terms.Model });
    }

    private async Task AssembleAsync()
    {
        await EnterAsync(JobState.Assembling);
        if (!_watchingAssembly) WatchAssemblyAsync().Ignore();
        await GrainFactory.Assembly(_job).StartAsync();
    }

    /// <summary>The assembly may die with its silo, or its answer get lost: until it is heard it is asked for again, which does no harm.</summary>
    private async Task WatchAssemblyAsync()
    {
        _watchingAssembly = true;
        while (State == JobState.Assembling && !_deactivated.IsCancellationRequested)
        {
            await clock.Delay(options.Value.LongestRetry, _deactivated.Token)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            Advance();
        }
        _watchingAssembly = false;
    }

    private async Task EnterAsync(JobState state)
    {
        if (State == state) return;
        _head.Value = _head.Value with { State = state };
        await _head.SaveAsync();
    }

    private async Task CompleteAsync()
    {
        await CloseAsync(_head.Value with { State = JobState.Completed });
        LogCompleted(_job.Tenant, _job.Job);
    }
}
