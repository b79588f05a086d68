using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>What is durable of a job as a whole; its size does not depend on the job's length.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobHead")]
public sealed record JobHead
{
    [Id(0)]
    public JobState State { get; init; }

    [Id(1)]
    public JobFailure? Failure { get; init; }

    /// <summary>When the job was first started, in milliseconds since 1970.</summary>
    [Id(2)]
    public long Created { get; init; }

    /// <summary>What was agreed when it was first started.</summary>
    [Id(3)]
    public JobTerms Terms { get; init; } = new() { Model = "" };
}

/// <summary>
/// What is durable of one chain of work: a shot's segments, or the conditioning as a chain of one. Results are not in here, they
/// are in the store.
/// </summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.ChainRow")]
public sealed record ChainRow
{
    /// <summary>The first index without a result.</summary>
    [Id(0)]
    public int Next { get; init; }

    /// <summary>The last attempt number granted for <see cref="Next"/>; 0 for none.</summary>
    [Id(1)]
    public int Attempt { get; init; }

    /// <summary>The last attempt whose end was heard.</summary>
    [Id(2)]
    public int HeardAttempt { get; init; }

    /// <summary>Attempts at <see cref="Next"/> that failed for their own reason.</summary>
    [Id(3)]
    public int Failures { get; init; }

    /// <summary>The slot that did the work before <see cref="Next"/>.</summary>
    [Id(4)]
    public string? LastSlot { get; init; }

    /// <summary>The row once the work at <see cref="Next"/> has its result.</summary>
    public ChainRow Advanced(string? slot) => new() { Next = Next + 1, LastSlot = slot ?? LastSlot };
}
