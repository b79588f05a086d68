using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Faults;

/// <summary>Counts failures in a row that waiting does not mend: bugs, and documents that stay damaged. Each duty of a
/// job is counted separately, so that the success of one duty does not hide the failures of another.</summary>
/// <param name="most">Failures in a row of one duty that end the job; at least 1.</param>
internal sealed class FaultCount(int most)
{
    private readonly Dictionary<string, int> _inARow = [];

    public void Succeeded(string what) => _inARow.Remove(what);

    public void Forget() => _inARow.Clear();

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether the job must end. Kinds that waiting mends, or that end a job at once, are not
    /// counted.</returns>
    public bool IsTooMany(string what, Exception failure)
    {
        if (JobFailure.KindOf(failure) is not (FailureKind.Bug or FailureKind.Damaged or FailureKind.Failed))
            return false;
        var times = _inARow[what] = _inARow.GetValueOrDefault(what) + 1;
        return times >= most;
    }
}
