using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Simulation;

/// <summary>A slot's attempt at some work.</summary>
/// <param name="Grant">What it holds.</param>
/// <param name="Began">When its slot was granted it.</param>
/// <param name="Prepares">Seconds before the work itself: messages, loading, fetching.</param>
/// <param name="Loads">Of these, seconds of loading.</param>
/// <param name="Saved">Seconds of a slow slot's work that an earlier attempt's checkpoint saves.</param>
/// <param name="Left">Seconds of a slow slot's work that are left.</param>
internal sealed record Attempt(
    WorkGrant Grant,
    TimeSpan Began,
    double Prepares,
    double Loads,
    double Saved,
    double Left
)
{
    /// <summary>Seconds of work done on the slot until a moment.</summary>
    public double Worked(TimeSpan now) => Math.Max(0, (now - Began).TotalSeconds - Prepares);

    public AttemptUsage Usage(TimeSpan now)
    {
        var used = (now - Began).TotalSeconds;
        return new AttemptUsage((long)(used * 1000), (long)(Math.Min(used, Loads) * 1000));
    }
}

/// <summary>One GPU for as long as it lives.</summary>
internal sealed class SimulatedSlot(string name, bool isFast, double speed)
{
    public string Name => name;

    public bool IsFast => isFast;

    public double Speed => speed;

    public bool IsAlive { get; set; } = true;

    public bool IsLoaded { get; set; }

    public Attempt? Attempt { get; set; }

    public SlotDescription Describe() => new(name, ["model"], IsLoaded ? "model" : null, isFast ? "fast" : "slow", 0);
}
