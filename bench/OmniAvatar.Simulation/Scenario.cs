namespace OmniAvatar.Simulation;

/// <summary>A cluster and what it is asked to do; all times in seconds. The same scenario always goes the same
/// way.</summary>
public sealed record Scenario
{
    /// <summary>Slots that are meant to be there: a preempted one is replaced. Half of them are <see cref="FastSpeed"/>
    /// times as fast.</summary>
    public required int Slots { get; init; }

    /// <summary>Jobs of one hour each.</summary>
    public int Jobs { get; init; } = 200;

    /// <summary>Length of a job's speech in seconds.</summary>
    public double JobSeconds { get; init; } = 3600;

    /// <summary>Tenants; tenant n asks for 1/n as much as the first (Zipf).</summary>
    public int Tenants { get; init; } = 20;

    public int Seed { get; init; } = 1;

    /// <summary>Seconds that a slow slot needs for one segment. Default 800: 50 steps of 16 s, as OmniAvatar's authors
    /// report of an A800.</summary>
    public double SegmentSeconds { get; init; } = 800;

    /// <summary>How much faster the fast half is.</summary>
    public double FastSpeed { get; init; } = 2;

    /// <summary>Spread of a segment's time around its mean, as a fraction of it.</summary>
    public double Spread { get; init; } = 0.02;

    /// <summary>Mean time until a slot is taken away without notice; each slot's is exponential.</summary>
    public double MeanLife { get; init; } = 1800;

    /// <summary>Until the replacement of a slot that was taken away pulls.</summary>
    public double Replacement { get; init; } = 60;

    public double LoadSeconds { get; init; } = 60;

    /// <summary>Work between two checkpoints.</summary>
    public double CheckpointSeconds { get; init; } = 10;

    /// <summary>To fetch what another slot has warm.</summary>
    public double FetchSeconds { get; init; } = 2;

    /// <summary>From a pull to the beginning of the work: the job's durable answer, and messages.</summary>
    public double GrantSeconds { get; init; } = 0.05;

    /// <summary>Half of the jobs are there at once; the others come over this fraction of the shortest possible
    /// time.</summary>
    public double ArrivalFraction { get; init; } = 0.3;

    /// <summary>Length of the small job that a tenant of its own brings halfway through, in seconds.</summary>
    public double SmallJobSeconds { get; init; } = 120;

    /// <summary>Speed of all slots together, in slow slots.</summary>
    public double SummedSpeed => Slots / 2 * FastSpeed + (Slots - Slots / 2);

    /// <summary>Weight of a tenant: every fourth pays for two shares.</summary>
    public static double Weight(int tenant) => tenant % 4 == 3 ? 2 : 1;
}
