using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>
/// Tells a slot that is broken from work that is: after a sticky error of its GPU every attempt fails at once, so a
/// broken slot would be the fastest to pull and would cost every job of the pool an attempt. Used by the slot's own
/// loop alone.
/// </summary>
/// <param name="jobsBeforeLeaving">Different jobs in a row that fail before the slot counts as broken; null for
/// never.</param>
internal sealed class SlotHealth(int? jobsBeforeLeaving)
{
    private readonly HashSet<JobId> _failed = [];

    /// <summary>Why the slot must leave, in one sentence; null while it is well.</summary>
    public string? Sickness { get; private set; }

    /// <summary>Notes how an attempt ended.</summary>
    public void Note(WorkGrant grant, WorkOutcome outcome)
    {
        switch (outcome)
        {
            case WorkOutcome.Committed committed when committed.WinningAttempt == grant.Attempt:
                _failed.Clear();
                break;
            // What has failed elsewhere too is the work's own fault.
            case WorkOutcome.Failed
            {
                Failure: { Kind: FailureKind.Failed or FailureKind.Resources or FailureKind.Bug } failure
            } when !grant.FailedElsewhere:
                _failed.Add(grant.Work.Job);
                if (_failed.Count >= jobsBeforeLeaving)
                    Sickness =
                        $"{_failed.Count} different jobs failed here one after the other, the last as "
                        + $"{failure.Kind.Word()} (id {failure.Incident}).";
                break;
        }
    }
}
