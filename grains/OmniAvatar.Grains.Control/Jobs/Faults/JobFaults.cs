using OmniAvatar.Grains.Jobs;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs.Faults;

/// <summary>
/// What becomes of exceptions, wherever they come up:
/// <code>
/// another activation has written ─► this one reads everything again, where it is
/// bug, damaged document          ─► counted; one too many in a row ends the job, with an id that the log explains
/// anything else                  ─► the caller's, or the background loop's, to try again
/// </code>
/// </summary>
internal sealed class JobFaults(JobControlOptions options, IJobHost host, JobLog log)
{
    /// <summary>The round that brings the job forward.</summary>
    public const string Advancing = "advance";

    /// <summary>The round that tells the ledger.</summary>
    public const string Telling = "tell the ledger";

    // A failed query does not stop the job, so it never ends the job.
    private static readonly HashSet<string> Essential =
    [
        Advancing,
        Telling,
        nameof(IJobGrain.GrantAsync),
        nameof(IJobGrain.ReofferAsync),
        nameof(IJobGrain.ReportAsync),
        nameof(IJobGrain.LostAsync),
        nameof(IJobGrain.AssembledAsync),
    ];

    private readonly FaultCount _faults = new(options.FaultsBeforeFailing);

    /// <summary>The failure for which the job must end, or null.</summary>
    public JobFailure? Fault { get; private set; }

    /// <summary>Whether the job ended for a fault, so that nothing more is tried until it is resumed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether another activation has written what this one holds.</summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Runs work and inspects its failure; the failure is passed on to the caller.</summary>
    /// <param name="what">Its name: faults are counted by it.</param>
    /// <param name="work">What is done.</param>
    public async Task GuardAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
            _faults.Succeeded(what);
        }
        catch (InconsistentStateException e)
        {
            log.Outdated(e);
            IsOutdated = true;
            host.AskToAdvance();
            throw;
        }
        catch (Exception e) when (Essential.Contains(what) && _faults.IsTooMany(what, e))
        {
            var failure = JobFailure.From(e);
            log.Fault(e, what, failure);
            Note(failure);
            host.AskToAdvance();
            throw;
        }
    }

    /// <summary>Has the job end for a failure; the first one counts.</summary>
    public void Note(JobFailure failure) => Fault ??= failure;

    /// <summary>The job is ending for its fault.</summary>
    public void Break() => IsBroken = true;

    /// <summary>The job has ended for its fault.</summary>
    public void Settle() => Fault = null;

    /// <summary>Everything was read again.</summary>
    public void NoteReadAgain() => IsOutdated = false;

    /// <summary>Resuming the job starts the count again.</summary>
    public void Forget()
    {
        _faults.Forget();
        (Fault, IsBroken) = (null, false);
    }
}
