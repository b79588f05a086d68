using OmniAvatar.Identity;

namespace OmniAvatar.Simulation;

/// <summary>Keeps the checkpoints of work whose slot was taken away, and adds up what had to be done again.</summary>
/// <param name="every">Seconds of work between two checkpoints.</param>
internal sealed class LossMeter(double every)
{
    private readonly Dictionary<WorkId, (bool IsFast, double Saved, double Worked, int Losses)> _left = [];

    /// <summary>Slot-seconds of work that were done again.</summary>
    public double Seconds { get; private set; }

    /// <summary>Slots that were taken away while they worked.</summary>
    public int Slots { get; private set; }

    /// <summary>Most times that one unit of work lost its slot.</summary>
    public int MostOfOne { get; private set; }

    public void Lose(Attempt attempt, SimulatedSlot slot, TimeSpan now)
    {
        var worked = attempt.Worked(now);
        var kept = Math.Floor(worked / every) * every;
        var before = _left.GetValueOrDefault(attempt.Grant.Work);
        Slots++;
        Seconds += worked - kept;
        _left[attempt.Grant.Work] = (
            slot.IsFast,
            attempt.Saved + kept * slot.Speed,
            before.Worked + kept,
            before.Losses + 1
        );
        MostOfOne = Math.Max(MostOfOne, before.Losses + 1);
    }

    /// <summary>What a checkpoint saves on this slot, in seconds of a slow one: nothing on a slot of another numeric
    /// class, and what it held is lost.</summary>
    public double Resume(WorkId work, SimulatedSlot slot)
    {
        if (!_left.TryGetValue(work, out var left))
            return 0;
        if (left.IsFast == slot.IsFast)
            return left.Saved;
        Seconds += left.Worked;
        _left[work] = (slot.IsFast, 0, 0, left.Losses);
        return 0;
    }

    public void Forget(WorkId work) => _left.Remove(work);
}
