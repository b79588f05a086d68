using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// What becomes of exceptions, wherever they come up:
/// <code>
/// another activation has written ─► this one reads everything again, where it is
/// bug, damaged document          ─► counted; one too many in a row ends the job, with an id that the log explains
/// anything else                  ─► the caller's, or the background loop's, to try again
/// </code>
/// </summary>
public sealed partial class JobGrain
{
    private const string Advancing = "advance";
    private const string Telling = "tell the ledger";

    // What others only ask cannot keep the job from going on, so it is never a reason to end it.
    private static readonly HashSet<string> Essential =
    [
        Advancing,
        Telling,
        nameof(GrantAsync),
        nameof(ReofferAsync),
        nameof(ReportAsync),
        nameof(LostAsync),
        nameof(AssembledAsync),
    ];

    private readonly FaultCount _faults;
    private JobFailure? _fault;
    private bool _isBroken;
    private bool _outdated;

    private async Task GuardAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
            _faults.Succeeded(what);
        }
        catch (InconsistentStateException e)
        {
            LogOutdated(e, _job.Tenant, _job.Job);
            _outdated = true;
            _advance.Ask();
            throw;
        }
        catch (Exception e) when (Essential.Contains(what) && _faults.IsTooMany(what, e))
        {
            var failure = JobFailure.From(e);
            LogFault(e, _job.Tenant, _job.Job, what, failure.Kind, failure.Incident);
            _fault ??= failure;
            _advance.Ask();
            throw;
        }
    }

    /// <summary>
    /// Begins again from what is durable, in this very activation: one that ended and asked for another by a message
    /// would be gone if that message got lost. Whoever still holds an old row cannot save it.
    /// </summary>
    private async Task ReloadAsync()
    {
        _head.Condemn();
        _order?.Rows.Condemn();
        var head = NewHead();
        await head.LoadAsync();
        (_head, _order, _loading) = (head, null, null);
        _offered.Clear();
        _observers.ClearRunning();
        _closing = !IsOpen && State is not JobState.New;
        _outdated = false;
    }

    /// <summary>Ends the job for a fault, or, if it has ended already, the tries to bring its end to an end.</summary>
    private async Task EndByFaultAsync(JobFailure fault)
    {
        _isBroken = true;
        if (IsOpen)
        {
            await FailAsync(fault);
        }
        else
        {
            (_closing, _untidy) = (false, false);
            if (State is not JobState.New)
                await _index.SetStateAsync(_job, State);
        }
        _fault = null;
    }

    /// <summary>Whoever resumes the job has it tried again from the beginning.</summary>
    private void ForgetFaults()
    {
        _faults.Forget();
        _results.Forget();
        (_fault, _isBroken) = (null, false);
    }

    private DurableRow<JobHead> NewHead() => new(_storage, "head", this.GetGrainId());

    private void LogRemoved(Exception why, ArtifactName artifact)
    {
        _lookAgain = true;
        LogRemoved(why, _job.Tenant, _job.Job, artifact.Value);
    }
}
