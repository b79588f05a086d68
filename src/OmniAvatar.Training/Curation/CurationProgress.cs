namespace OmniAvatar.Training.Curation;

/// <summary>How far curating is.</summary>
/// <param name="Source">The video at work, or the last one.</param>
/// <param name="SourcesDone">Videos done, those of earlier runs included.</param>
/// <param name="Sources">Videos in all.</param>
/// <param name="Clips">Clips kept so far.</param>
/// <param name="Rejected">Videos and pieces left out so far.</param>
/// <param name="Fraction">Share of the bytes that is done, 0 to 1.</param>
/// <param name="SecondsLeft">Estimate from the speed of this run; null until there is one.</param>
public sealed record CurationProgress(
    string Source, int SourcesDone, int Sources, int Clips, int Rejected, double Fraction, double? SecondsLeft);

/// <summary>Time left, by what this run did of work that is counted in any unit; what an earlier run did makes nobody look faster.</summary>
/// <param name="whole">The work in all.</param>
/// <param name="time">The clock.</param>
internal sealed class TimeLeft(double whole, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private double _earlier;
    private double _done;

    /// <summary>Share of the work that is done, 0 to 1.</summary>
    public double Fraction => whole <= 0 ? 1 : Math.Min(1, _done / whole);

    /// <summary>Seconds until all is done, null while nothing was done in this run.</summary>
    public double? Seconds => _done > _earlier
        ? time.GetElapsedTime(_start).TotalSeconds / (_done - _earlier) * Math.Max(0, whole - _done)
        : null;

    /// <summary>Counts work of an earlier run.</summary>
    public void Skip(double amount)
    {
        _earlier += amount;
        _done += amount;
    }

    /// <summary>Counts work of this run.</summary>
    public void Add(double amount) => _done += amount;
}
