namespace OmniAvatar.Audit.Evidence;

/// <summary>How an attempt ended according to its slot's journal.</summary>
public enum AttemptEnd
{
    /// <summary>Unknown: its process died, or it still runs.</summary>
    Unknown,

    /// <summary>Its manifest is the result.</summary>
    Won,

    /// <summary>Another attempt's manifest was first.</summary>
    CameSecond,

    /// <summary>It was told to stop, or its slot left.</summary>
    GaveBack,

    /// <summary>It failed for its own reason.</summary>
    Failed,
}

/// <summary>One attempt in the journal of one slot.</summary>
public sealed record AttemptEvidence
{
    public required WorkKey Work { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The slot whose journal this is.</summary>
    public required string Slot { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>Steps that its checkpoint had done; 0 without a checkpoint.</summary>
    public int ResumedAfter { get; init; }

    /// <summary>The steps that it ran, in order, from 1.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>The steps after which it stored a checkpoint.</summary>
    public IReadOnlyList<int> Checkpoints { get; init; } = [];

    public AttemptEnd End { get; init; }

    /// <summary>The time of its last line.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The attempt whose manifest is the result, if the slot knows it.</summary>
    public int? Winner { get; init; }

    /// <summary>GPU-milliseconds that it reports, if it ended.</summary>
    public long? GpuMilliseconds { get; init; }

    public override string ToString() => $"{Work} attempt {Attempt}";
}
