namespace OmniAvatar.Chaos.Runs;

/// <summary>How much chaos.</summary>
public sealed record ChaosSettings
{
    /// <summary>The faults, their victims and their places follow from it.</summary>
    public required int Seed { get; init; }

    /// <summary>Faults in all.</summary>
    public required int Faults { get; init; }

    /// <summary>No further fault after this.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>How long a server is away.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>How long a slot may stay silent.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a probe between silos may take; three in a row missed, and a silo counts as dead.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    public int Gateways { get; init; } = 2;

    public int Renderers { get; init; } = 3;

    /// <summary>Length of every video's speech in seconds.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>Denoising steps of a segment.</summary>
    public int Steps { get; init; } = 4;

    public int JobsPerTenant { get; init; } = 2;

    /// <summary>How long the next results are waited for before a fault comes all the same.</summary>
    public TimeSpan WorkPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a struck renderer's work may lie before somebody takes it over.</summary>
    public TimeSpan TakeOverPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long all jobs of a round may take once there are no more faults.</summary>
    public TimeSpan RoundPatience { get; init; } = TimeSpan.FromMinutes(5);
}
