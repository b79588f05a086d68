namespace OmniAvatar.Audit.Evidence;

/// <summary>How an attempt ended by its own slot's journal.</summary>
public enum AttemptEnd
{
    /// <summary>No word: its process died, or it runs.</summary>
    Unknown,

    /// <summary>Its manifest is the result.</summary>
    Won,

    /// <summary>Another's manifest was there first.</summary>
    CameSecond,

    /// <summary>It was told to stop, or its slot left.</summary>
    GaveBack,

    /// <summary>It failed for its own reason.</summary>
    Failed,
}

/// <summary>One attempt as the journal of one slot tells of it.</summary>
public sealed record AttemptEvidence
{
    public required WorkKey Work { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The slot whose journal this is.</summary>
    public required string Slot { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>Steps that it found done in a checkpoint; 0 where it began anew.</summary>
    public int ResumedAfter { get; init; }

    /// <summary>The steps that it ran, in order, from 1.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>The steps after which it stored a checkpoint.</summary>
    public IReadOnlyList<int> Checkpoints { get; init; } = [];

    public AttemptEnd End { get; init; }

    /// <summary>When it said so.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whose manifest is the result, if it found out.</summary>
    public int? Winner { get; init; }

    /// <summary>What it used by its own account, if it came to its end.</summary>
    public long? GpuMilliseconds { get; init; }

    public override string ToString() => $"{Work} attempt {Attempt}";
}
