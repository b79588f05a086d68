using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>What an attempt that ended early left behind: a checkpoint moves only within its numeric class.</summary>
/// <param name="NumericClass">The class of the slot that made it.</param>
/// <param name="Seconds">GPU-seconds that a slot of another class would spend again.</param>
internal sealed record Checkpoint(string NumericClass, double Seconds);

/// <summary>Remembers what attempts left behind until their work is done. A hint: a pool that forgets it only chooses
/// worse.</summary>
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
