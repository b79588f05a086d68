using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>Distinguishes a broken slot from broken work. After a sticky GPU error every attempt fails at once, so a
/// broken slot would pull fastest and would cost every job an attempt. Only the slot's own loop uses it.</summary>
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
            // Work that failed on another slot as well is itself at fault.
            case WorkOutcome.Failed
            {
                Failure: { Kind: FailureKind.Failed or FailureKind.Resources or FailureKind.Bug } failure
            } when !grant.FailedElsewhere:
                _failed.Add(grant.Work.Job);
                if (_failed.Count >= jobsBeforeLeaving)
                    Sickness =
                        $"{_failed.Count} different jobs failed on this slot in a row, the last one as "
                        + $"{failure.Kind.Word()} (id {failure.Incident}).";
                break;
        }
    }
}
