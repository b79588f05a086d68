using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>The checkpoint of an attempt that ended early; it can only be used within its numeric class.</summary>
/// <param name="NumericClass">The class of the slot that made it.</param>
/// <param name="Seconds">GPU-seconds that a slot of another class would repeat.</param>
internal sealed record Checkpoint(string NumericClass, double Seconds);

/// <summary>Remembers the checkpoints of attempts until their work is done. This is a hint: a pool without it only
/// chooses worse.</summary>
internal sealed class CheckpointMemory
{
    private readonly Dictionary<WorkId, Checkpoint> _left = [];

    public Checkpoint? Of(WorkId work) => _left.GetValueOrDefault(work);

    /// <summary>An attempt ended without a result. If it resumed what was left in its class, both add up.</summary>
    public void Note(WorkId work, string numericClass, double seconds)
    {
        var before = Of(work) is { } left && left.NumericClass == numericClass ? left.Seconds : 0;
        _left[work] = new Checkpoint(numericClass, before + seconds);
    }

    public void Forget(WorkId work) => _left.Remove(work);

    public void ForgetAll(JobId job)
    {
        foreach (var work in _left.Keys.Where(work => work.Job == job).ToArray())
            _left.Remove(work);
    }
}
