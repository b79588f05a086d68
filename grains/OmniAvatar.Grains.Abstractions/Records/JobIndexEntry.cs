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

    /// <summary>As the job grain said last; a moment behind it.</summary>
    public required JobState State { get; init; }

    /// <summary>When it was first opened.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Estimated GPU-seconds of all its work.</summary>
    public double GpuSeconds { get; init; }

    /// <summary>Bytes that it keeps in the store.</summary>
    public long Bytes { get; init; }

    /// <summary>When it was completed, failed or cancelled last; null while it is open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What lists show of it; a relational implementation keeps it as JSON.</summary>
    public JobSummary? Summary { get; init; }

    /// <summary>How far its owner has seen it; null before work on it was seen.</summary>
    public SeenProgress? Seen { get; init; }

    /// <summary>Whether work of it may still be done.</summary>
    public bool IsOpen => State is JobState.Rendering or JobState.Assembling;
}

/// <summary>
/// How far a job was seen to be. Kept so that nobody sees it fall back: a job's grain that moves to another machine
/// knows at first less than it has already told.
/// </summary>
/// <param name="Percent">Of the whole job, 0 to 100.</param>
/// <param name="Segments">Segments that were done.</param>
/// <param name="Shots">Shots that were done.</param>
public sealed record SeenProgress(int Percent, int Segments, int Shots)
{
    /// <summary>The furthest of both, each figure by itself.</summary>
    public SeenProgress Furthest(SeenProgress other) =>
        new(Math.Max(Percent, other.Percent), Math.Max(Segments, other.Segments), Math.Max(Shots, other.Shots));
}

/// <summary>What a tenant's jobs amount to.</summary>
/// <param name="OpenGpuSeconds">Estimated GPU-seconds of open jobs.</param>
/// <param name="Bytes">Bytes that all its jobs keep in the store.</param>
public sealed record TenantLoad(double OpenGpuSeconds, long Bytes);
