using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>The key of a measured duration: a phase of a model on a numeric class.</summary>
internal readonly record struct PhaseKey(string Model, string NumericClass, RenderPhase Phase);

/// <summary>How long one advance takes in each phase: the median of the last ones seen.</summary>
internal sealed class PhaseMedians
{
    private const int Enough = 3;

    private readonly Dictionary<PhaseKey, RecentMedian> _seen = [];

    /// <summary>Notes advances that took this long in all.</summary>
    public void Add(PhaseKey phase, TimeSpan took, int advances)
    {
        if (!_seen.TryGetValue(phase, out var times))
            _seen[phase] = times = new RecentMedian();
        times.Add(took.TotalSeconds / Math.Max(1, advances));
    }

    /// <summary>The phase's median, or null while too little was seen to say.</summary>
    public TimeSpan? Of(PhaseKey phase) =>
        _seen.TryGetValue(phase, out var times) && times.Count >= Enough ? TimeSpan.FromSeconds(times.Value) : null;
}
