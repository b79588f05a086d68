using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Faults;

/// <summary>
/// Failures in a row that no waiting mends: bugs, and documents that stay damaged. What a job does over and over is
/// counted apart by what it is, so that one thing which goes well does not hide another that never does.
/// </summary>
/// <param name="most">Failures in a row of one thing that are one too many; at least 1.</param>
internal sealed class FaultCount(int most)
{
    private readonly Dictionary<string, int> _inARow = [];

    public void Succeeded(string what) => _inARow.Remove(what);

    public void Forget() => _inARow.Clear();

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether that is one too many. Kinds that waiting mends, or that end a job at once, never are.</returns>
    public bool IsTooMany(string what, Exception failure)
    {
        if (JobFailure.KindOf(failure) is not (FailureKind.Bug or FailureKind.Damaged or FailureKind.Failed))
            return false;
        var times = _inARow[what] = _inARow.GetValueOrDefault(what) + 1;
        return times >= most;
    }
}
