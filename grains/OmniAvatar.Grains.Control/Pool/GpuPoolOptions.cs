namespace OmniAvatar.Grains.Control.Pool;

/// <summary>How work is lent out.</summary>
public sealed record GpuPoolOptions
{
    /// <summary>How long a slot may stay silent before its work is granted again. Default 30 s; a slot heartbeats every third of it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a pull waits for work. Default 0.8 s, at most 10 s.</summary>
    public TimeSpan PullWait { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>How long ready work waits for the slot that rendered the segment before it. Default 1 s.</summary>
    public TimeSpan Preference { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a pool that has just been activated lends out nothing that may still be running, and adopts what slots say they
    /// hold. Null means one lease; zero where slots live and die in the pool's own process.
    /// </summary>
    public TimeSpan? Adoption { get; set; }

    /// <summary>Medians of a phase's time per step that pass without a step before the slot counts as stuck. Default 10.</summary>
    public double StuckAfterMedians { get; set; } = 10;
}
