using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// How a job ends. That it ends is durable before anything else happens; the rest is repeated until it is done, by this
/// activation, or by the next, for the index says open until the ledger has everything.
/// <code>
/// head ─► pool forgets it, slots stop ─► ledger has every entry ─► index: ended
/// ─► files and rows go ─► index: bytes kept
/// </code>
/// </summary>
public sealed partial class JobGrain
{
    private static readonly TimeSpan LongestTidying = TimeSpan.FromHours(1);

    private bool _closing;
    private bool _untidy;

    public Task TidyAsync()
    {
        // Files of a job that nothing is known of: it was deleted, or never came to be.
        if (State is JobState.New)
            return DeleteAsync();
        _untidy = State is JobState.Completed or JobState.Cancelled;
        if (_untidy)
            _advance.Ask();
        return Task.CompletedTask;
    }

    private Task CompleteAsync()
    {
        LogCompleted(_job.Tenant, _job.Job);
        JobTrace.End(_job, _head.Value.TraceParent, DateTimeOffset.FromUnixTimeMilliseconds(_head.Value.Created));
        return CloseAsync(_head.Value with { State = JobState.Completed });
    }

    private async Task FailAsync(JobFailure failure)
    {
        if (!IsOpen)
            return;
        LogFailed(_job.Tenant, _job.Job, failure.Kind, failure.Incident, failure.Reason);
        await CloseAsync(_head.Value with { State = JobState.Failed, Failure = failure });
    }

    /// <summary>Ends the job now. Returns once that is durable and slots were told; the rest follows.</summary>
    private async Task CloseAsync(JobHead head)
    {
        DelayDeactivation(LongestTidying);
        _head.Value = head;
        _closing = true;
        _observers.ClearRunning();
        _offered.Clear();
        _advance.Ask();
        await _head.SaveAsync();
        GrainFactory.Pool().WithdrawAsync(_job).Ignore();
        _observers.Notify(_head.Value, _order);
    }

    /// <summary>Looks before each step whether the job was opened again, or ended in another way, meanwhile; then the
    /// rest is left to the next round.</summary>
    private async Task FinishClosingAsync()
    {
        var ending = (State, _head.Value.Deleting);
        bool Ends() => !IsOpen && (State, _head.Value.Deleting) == ending;

        await _head.SaveAsync();
        if (Ends())
            await GrainFactory.Pool().WithdrawAsync(_job);
        if (Ends())
            await SettleLedgerAsync();
        if (Ends())
            await _index.SetStateAsync(_job, State);
        if (Ends())
            await TidyUpAsync();
        if (Ends())
            await NoteKeptAsync(ending.Deleting);
        // A deleted job is new again, and no more is to be done.
        _closing = !IsOpen && !Ends() && State is not JobState.New;
        _observers.Notify(_head.Value, _order);
    }

    /// <summary>What is durable of the job's use is told; results that nobody was told of are found first, while they
    /// are there.</summary>
    private async Task SettleLedgerAsync()
    {
        if (_head.Value.Generation == 0)
            return;
        await (await EndedRowsAsync()).DeliverAsync(GrainFactory.Tenant(_job.Tenant));
    }

    private Task SendToLedgerAsync() =>
        _order?.Rows.DeliverAsync(GrainFactory.Tenant(_job.Tenant)) ?? Task.CompletedTask;

    private async Task<ChainRows> EndedRowsAsync()
    {
        try
        {
            return (await OrderAsync()).Rows;
        }
        catch (Exception e) when (e is BadInputException or DamagedException)
        {
            // Its documents are gone already, an earlier end got further; or they are what it failed for.
            return await ChainRows.LoadAsync(_job, _head.Value.Shots, _storage, this.GetGrainId());
        }
    }

    /// <summary>Removes what was put since the job ended.</summary>
    private async Task TidyAgainAsync()
    {
        _untidy = false;
        try
        {
            // New again since that was asked: the job was deleted meanwhile.
            if (State is JobState.New)
                await _store.DeleteAsync(JobArtifacts.Root(_job), CancellationToken.None);
            else if (!IsOpen)
                await TidyUpAsync();
            if (!IsOpen && State is not JobState.New)
                await NoteKeptAsync(_head.Value.Deleting);
        }
        catch
        {
            _untidy = true;
            throw;
        }
    }

    /// <summary>Removes files and rows that the ended job needs no more; a failed one needs all of them.</summary>
    private async Task TidyUpAsync()
    {
        if (State is not (JobState.Completed or JobState.Cancelled))
            return;
        if (State is JobState.Cancelled)
            await _store.DeleteAsync(JobArtifacts.Root(_job), CancellationToken.None);
        else if (_head.Value.Terms.KeepIntermediates)
            await DropLeftoversAsync();
        else
            await JobArtifacts.DropIntermediatesAsync(_store, _job, CancellationToken.None);
        await ClearRowsAsync();
    }

    private async Task DropLeftoversAsync()
    {
        await AttemptFolders.SweepLosersAsync(_store, JobArtifacts.Root(_job), CancellationToken.None);
        await AttemptFolders.DropCheckpointsAsync(_store, JobArtifacts.Root(_job), CancellationToken.None);
    }

    private async Task ClearRowsAsync()
    {
        if (_head.Value.Generation == 0)
            return;
        await (await EndedRowsAsync()).ClearAsync();
        _head.Value = _head.Value with { Generation = 0 };
        await _head.SaveAsync();
    }

    /// <summary>The index learns what the job keeps in the store; a deleted one it forgets, and so does this
    /// grain.</summary>
    private async Task NoteKeptAsync(bool isDeleted)
    {
        if (!isDeleted)
        {
            await _index.SetStateAsync(
                _job,
                State,
                await _store.MeasureAsync(JobArtifacts.Root(_job), CancellationToken.None)
            );
            return;
        }
        await _index.RemoveAsync(_job);
        await _head.ClearAsync();
        DeactivateOnIdle();
    }
}
