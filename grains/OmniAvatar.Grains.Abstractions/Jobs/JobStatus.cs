using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Jobs;

/// <summary>Where a job stands.</summary>
[GenerateSerializer, Alias("OmniAvatar.JobState")]
public enum JobState
{
    /// <summary>Never started.</summary>
    New,

    /// <summary>Conditioning or segments are being rendered, or wait for a slot.</summary>
    Rendering,

    /// <summary>All segments are committed; the video is being joined.</summary>
    Assembling,

    /// <summary>The video is committed.</summary>
    Completed,

    /// <summary>Stopped for <see cref="JobStatus.Failure"/>; can be resumed.</summary>
    Failed,

    /// <summary>Stopped on request; its files are gone.</summary>
    Cancelled,
}

/// <summary>How far a shot is.</summary>
/// <param name="SegmentsDone">Segments committed.</param>
/// <param name="SegmentsTotal">Segments of the shot.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.ShotProgress")]
public sealed record ShotProgress([property: Id(0)] int SegmentsDone, [property: Id(1)] int SegmentsTotal);

/// <summary>Everything that a watcher needs to know about a job; its size does not depend on the job's
/// length.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobStatus")]
public sealed record JobStatus
{
    /// <summary>The step of its life that the job is at.</summary>
    [Id(0)]
    public required JobState State { get; init; }

    /// <summary>Segments committed, over all shots.</summary>
    [Id(1)]
    public int SegmentsDone { get; init; }

    /// <summary>Segments of the plan; 0 until the plan was read.</summary>
    [Id(2)]
    public int SegmentsTotal { get; init; }

    /// <summary>What is being worked on, each with its attempt, phase and step.</summary>
    [Id(3)]
    public IReadOnlyList<WorkProgress> Running { get; init; } = [];

    /// <summary>Set if and only if <see cref="State"/> is <see cref="JobState.Failed"/>.</summary>
    [Id(4)]
    public JobFailure? Failure { get; init; }

    /// <summary>Shots whose last segment is committed.</summary>
    [Id(5)]
    public int ShotsDone { get; init; }

    /// <summary>Shots of the plan; 0 until the plan was read.</summary>
    [Id(6)]
    public int ShotsTotal { get; init; }

    /// <summary>Why nothing runs although work is ready, in one sentence: no slot has the model, for one. Null while
    /// something runs.</summary>
    [Id(7)]
    public string? Waiting { get; init; }

    /// <summary>Whether nothing more happens until someone resumes the job.</summary>
    public bool IsOver => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}
