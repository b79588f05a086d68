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

/// <summary>Why something failed.</summary>
/// <param name="Reason">One sentence for the user.</param>
/// <param name="ExitCode">What a command exits with: 1 failed, 2 wrong use, 3 bad input.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobFailure")]
public sealed record JobFailure([property: Id(0)] string Reason, [property: Id(1)] int ExitCode)
{
    /// <summary>Whether another attempt could end differently.</summary>
    public bool CanBeTriedAgain => ExitCode == 1;

    /// <summary>The failure that an exception tells of.</summary>
    public static JobFailure From(Exception exception) => exception is OmniAvatarException known
        ? new JobFailure(known.Message, known.ExitCode)
        : new JobFailure($"The work failed unexpectedly ({exception.GetType().Name}: {exception.Message}).", 1);

    /// <summary>The exception that tells of this failure.</summary>
    public OmniAvatarException ToException() => ExitCode switch
    {
        2 => new WrongUseException(Reason),
        3 => new BadInputException(Reason),
        _ => new RenderFailedException(Reason),
    };
}

/// <summary>Everything a watcher needs about a job, whatever its length.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobStatus")]
public sealed record JobStatus
{
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

    /// <summary>Why nothing runs although work is ready, in one sentence: no slot has the model, for one. Null while something runs.</summary>
    [Id(7)]
    public string? Waiting { get; init; }

    /// <summary>Whether nothing more happens until someone resumes the job.</summary>
    public bool IsOver => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}
