namespace OmniAvatar.Simulation;

/// <summary>How a scenario went.</summary>
public sealed record SimulationResult
{
    public required Scenario Scenario { get; init; }

    /// <summary>Seconds until the last job was done.</summary>
    public required double Makespan { get; init; }

    /// <summary>Seconds of a slow slot that all jobs take.</summary>
    public required double Work { get; init; }

    /// <summary>Seconds that the longest chain takes on the fastest slot.</summary>
    public required double LongestChain { get; init; }

    /// <summary>What the slots that were there and not loading could have done until the end, in seconds of a slow
    /// slot.</summary>
    public required double Capacity { get; init; }

    /// <summary>Time with a lease over time present after loading, while work waited.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Slot-seconds of loading.</summary>
    public required double Loading { get; init; }

    /// <summary>Slot-seconds with a lease after loading.</summary>
    public required double Working { get; init; }

    /// <summary>Slot-seconds of work that were done again because their slot was taken away.</summary>
    public required double Lost { get; init; }

    public required int Preemptions { get; init; }

    /// <summary>Most times that one unit of work lost its slot.</summary>
    public required int MostLosses { get; init; }

    public required IReadOnlyList<TenantShare> Shares { get; init; }

    public required IReadOnlyList<ShareSample> Samples { get; init; }

    /// <summary>Seconds from the small job's arrival to its first finished shot.</summary>
    public required double FirstShot { get; init; }

    /// <summary>Seconds that its shortest shot takes on the fastest slot, without waiting.</summary>
    public required double FirstShotAlone { get; init; }

    /// <summary>Most work that waited at once.</summary>
    public required int MostReady { get; init; }

    /// <summary>The shortest time in which all slots could do all work: max(work over summed speed, longest chain on
    /// the fastest slot).</summary>
    public double Bound => Math.Max(Work / Scenario.SummedSpeed, LongestChain);

    /// <summary>Makespan over the bound, with slots that are taken away and that load counted as if they were
    /// working.</summary>
    public double MakespanRatio => Makespan / Bound;

    /// <summary>The same for the slots that were there and loaded: time apart in which there was no slot, or it
    /// loaded.</summary>
    public double MakespanRatioLoaded => Math.Max(Capacity / Work, LongestChain / Makespan);

    /// <summary>Work lost to preemption, as a fraction of all that was done.</summary>
    public double LostFraction => Lost / Working;

    /// <summary>Loading, as a fraction of the slots' time in use.</summary>
    public double LoadingFraction => Loading / (Loading + Working);

    /// <summary>How far a share may be off: 2 %, or one segment where that is more.</summary>
    public double Tolerance(TenantShare share) =>
        share.Fair > 0 ? Math.Max(0.02, Scenario.SegmentSeconds / share.Fair) : double.PositiveInfinity;
}
