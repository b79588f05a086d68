namespace OmniAvatar.Chaos.Runs;

/// <summary>The settings of a chaos run.</summary>
public sealed record ChaosSettings
{
    /// <summary>The seed that decides the faults, their victims and their times.</summary>
    public required int Seed { get; init; }

    /// <summary>Faults in all.</summary>
    public required int Faults { get; init; }

    /// <summary>Time after which no fault begins.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>How long a server is away.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>How long a slot may stay silent.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a probe between silos may take; a silo counts as dead after three missed probes in a
    /// row.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    public int Gateways { get; init; } = 2;

    public int Renderers { get; init; } = 3;

    /// <summary>Length of every video's speech in seconds.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>Denoising steps of a segment.</summary>
    public int Steps { get; init; } = 4;

    public int JobsPerTenant { get; init; } = 2;

    /// <summary>How long to wait for the next results before the fault comes anyway.</summary>
    public TimeSpan WorkPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a disturbed renderer's work may wait until another renderer continues it.</summary>
    public TimeSpan TakeOverPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long all jobs of a round may take after the last fault.</summary>
    public TimeSpan RoundPatience { get; init; } = TimeSpan.FromMinutes(5);
}
