using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>How long one advance takes in each phase: the median of the last ones seen.</summary>
internal sealed class PhaseMedians
{
    private const int Kept = 31;
    private const int Enough = 3;

    private readonly Dictionary<RenderPhase, Queue<TimeSpan>> _seen = [];

    /// <summary>Notes advances that took this long in all.</summary>
    public void Add(RenderPhase phase, TimeSpan took, int advances)
    {
        if (!_seen.TryGetValue(phase, out var times)) _seen[phase] = times = new Queue<TimeSpan>();
        times.Enqueue(took / Math.Max(1, advances));
        if (times.Count > Kept) times.Dequeue();
    }

    /// <summary>The phase's median, or null while too little was seen to say.</summary>
    public TimeSpan? Of(RenderPhase phase) =>
        _seen.TryGetValue(phase, out var times) && times.Count >= Enough ? times.Order().ElementAt(times.Count / 2) : null;
}
