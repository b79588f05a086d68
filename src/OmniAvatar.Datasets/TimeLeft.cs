namespace OmniAvatar.Datasets;

/// <summary>Time left, by what this run did of work that is counted in any unit; what an earlier run did makes nobody
/// look faster.</summary>
/// <param name="whole">The work in all.</param>
/// <param name="time">The clock.</param>
internal sealed class TimeLeft(double whole, TimeProvider time)
{
    private long _start = time.GetTimestamp();
    private double _earlier;
    private double _done;

    /// <summary>Share of the work that is done, 0 to 1.</summary>
    public double Fraction => whole <= 0 ? 1 : Math.Min(1, _done / whole);

    /// <summary>Seconds until all is done, null while nothing was done in this run.</summary>
    public double? Seconds =>
        _done > _earlier
            ? time.GetElapsedTime(_start).TotalSeconds / (_done - _earlier) * Math.Max(0, whole - _done)
            : null;

    /// <summary>Counts work of an earlier run. Until this run does some itself, looking through what is there takes
    /// none of its time.</summary>
    public void Skip(double amount)
    {
        if (_done <= _earlier)
            _start = time.GetTimestamp();
        _earlier += amount;
        _done += amount;
    }

    /// <summary>Counts work of this run.</summary>
    public void Add(double amount) => _done += amount;
}
