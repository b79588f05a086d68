namespace OmniAvatar.Simulation;

/// <summary>What a slot is doing.</summary>
internal enum SlotState
{
    Gone,
    Idle,
    Loading,
    Working,
}

/// <summary>Adds up what the slots did, in seconds of slots, and what they could have done, in seconds of slow
/// slots.</summary>
internal sealed class SlotMeter
{
    private readonly int[] _slots = new int[4];
    private double _speed;
    private TimeSpan _upTo;

    /// <summary>Slot-seconds of loading.</summary>
    public double Loading { get; private set; }

    /// <summary>Slot-seconds with a lease after loading.</summary>
    public double Working { get; private set; }

    /// <summary>Slot-seconds present and not loading, while work waited.</summary>
    public double PresentUnderBacklog { get; private set; }

    /// <summary>Of these, with a lease.</summary>
    public double WorkingUnderBacklog { get; private set; }

    /// <summary>What the slots that were there and not loading could have done, in seconds of a slow slot.</summary>
    public double Capacity { get; private set; }

    public void Change(SlotState from, SlotState to, double speed)
    {
        _slots[(int)from]--;
        _slots[(int)to]++;
        _speed += speed * ((CanWork(to) ? 1 : 0) - (CanWork(from) ? 1 : 0));
    }

    /// <summary>Adds up until now; to be called before anything changes.</summary>
    public void Pass(TimeSpan now, bool hasBacklog)
    {
        var seconds = (now - _upTo).TotalSeconds;
        if (seconds <= 0)
            return;
        _upTo = now;
        var (idle, working) = (_slots[(int)SlotState.Idle], _slots[(int)SlotState.Working]);
        Loading += _slots[(int)SlotState.Loading] * seconds;
        Working += working * seconds;
        Capacity += _speed * seconds;
        if (!hasBacklog)
            return;
        PresentUnderBacklog += (idle + working) * seconds;
        WorkingUnderBacklog += working * seconds;
    }

    private static bool CanWork(SlotState state) => state is SlotState.Idle or SlotState.Working;
}
