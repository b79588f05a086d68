using OmniAvatar.Grains.Jobs;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs.Faults;

/// <summary>Decides how long a job waits for a store that refuses.</summary>
/// <param name="clock">The clock.</param>
/// <param name="longest">How long; null for as long as it takes.</param>
/// <param name="stop">Cancelled when the activation ends; such a cancellation is not a refusal.</param>
internal sealed class JobPatience(WorkClock clock, TimeSpan? longest, CancellationToken stop)
{
    private TimeSpan? _stalledSince;

    /// <summary>Whether the store has refused, and nothing has gone well since.</summary>
    public bool IsStalled => _stalledSince is not null;

    /// <summary>Something has gone well.</summary>
    public void Renew() => _stalledSince = null;

    /// <summary>Whether a failure of the job's own work ends the job.</summary>
    public bool IsFinal(Exception failure) =>
        failure is BadInputException or WrongUseException || IsStalledTooLong(failure);

    /// <summary>Whether the store has refused for longer than this job waits; counted from the first refusal in a
    /// row.</summary>
    private bool IsStalledTooLong(Exception refusal)
    {
        if (
            refusal is InconsistentStateException
            || stop.IsCancellationRequested
            || JobFailure.KindOf(refusal) is not (FailureKind.Outage or FailureKind.Resources)
        )
            return false;
        _stalledSince ??= clock.Now;
        return clock.Now - _stalledSince >= longest;
    }
}
