using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Records;

/// <summary>A job as lists and sweeps see it.</summary>
public sealed record JobIndexEntry
{
    /// <summary>Which job.</summary>
    public required JobId Job { get; init; }

    /// <summary>Identity of the model's content.</summary>
    public required string Model { get; init; }

    /// <summary>The last state that the job's grain wrote; it may lag a moment behind.</summary>
    public required JobState State { get; init; }

    /// <summary>When it was first opened.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Estimated GPU-seconds of all its work.</summary>
    public double GpuSeconds { get; init; }

    /// <summary>Bytes that it keeps in the store.</summary>
    public long Bytes { get; init; }

    /// <summary>When it last completed, failed or was cancelled; null while it is open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What lists show of it; a relational implementation keeps it as JSON.</summary>
    public JobSummary? Summary { get; init; }

    /// <summary>The progress that its owner was last shown; null before any progress.</summary>
    public SeenProgress? Seen { get; init; }

    /// <summary>Whether it is still open.</summary>
    public bool IsOpen => State is JobState.Rendering or JobState.Assembling;
}

/// <summary>The progress of a job that was last shown. It is kept so that shown progress never decreases: a job's grain
/// that moves to another machine knows less at first.</summary>
/// <param name="Percent">Of the whole job, 0 to 100.</param>
/// <param name="Segments">Segments that were done.</param>
/// <param name="Shots">Shots that were done.</param>
public sealed record SeenProgress(int Percent, int Segments, int Shots)
{
    /// <summary>The larger value of each figure.</summary>
    public SeenProgress Furthest(SeenProgress other) =>
        new(Math.Max(Percent, other.Percent), Math.Max(Segments, other.Segments), Math.Max(Shots, other.Shots));
}

/// <summary>The total load of a tenant's jobs.</summary>
/// <param name="OpenGpuSeconds">Estimated GPU-seconds of open jobs.</param>
/// <param name="Bytes">Bytes that all its jobs keep in the store.</param>
public sealed record TenantLoad(double OpenGpuSeconds, long Bytes);
