using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>The durable state of a job as a whole; its size does not depend on the job's length.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobHead")]
public sealed record JobHead
{
    /// <summary>The step of its life that the job is at.</summary>
    [Id(0)]
    public JobState State { get; init; }

    /// <summary>Why it failed; null unless it has.</summary>
    [Id(1)]
    public JobFailure? Failure { get; init; }

    /// <summary>When the job was first started, in milliseconds since 1970.</summary>
    [Id(2)]
    public long Created { get; init; }

    /// <summary>What was agreed when it was first started.</summary>
    [Id(3)]
    public JobTerms Terms { get; init; } = new() { Model = "" };

    /// <summary>Which generation of attempt numbers it counts in, see <see cref="AttemptNumbers"/>; 0 before the first
    /// grant.</summary>
    [Id(4)]
    public int Generation { get; init; }

    /// <summary>Shots of the plan, which is how many rows there may be beside the conditioning's; 0 until the plan was
    /// read.</summary>
    [Id(5)]
    public int Shots { get; init; }

    /// <summary>Segments of the plan; 0 until it was read.</summary>
    [Id(6)]
    public int Segments { get; init; }

    /// <summary>The only numeric class that may go on with it; null for any.</summary>
    [Id(7)]
    public string? NumericClass { get; init; }

    /// <summary>W3C traceparent of the job's own trace, or null.</summary>
    [Id(8)]
    public string? TraceParent { get; init; }

    /// <summary>Whether everything of the job is being removed, including this row.</summary>
    [Id(9)]
    public bool Deleting { get; init; }

    /// <summary>When it was completed, in milliseconds since 1970; 0 before, and for jobs of earlier
    /// releases.</summary>
    [Id(10)]
    public long Completed { get; init; }

    /// <summary>A name of its last end, by which a webhook's receiver tells one end from the next; null before the
    /// first.</summary>
    [Id(11)]
    public string? Ending { get; init; }
}

/// <summary>The durable state of one chain of work: a shot's segments, or the conditioning as a chain of one. Results
/// are not here but in the store.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.ChainRow")]
public sealed record ChainRow
{
    /// <summary>The first index without a result.</summary>
    [Id(0)]
    public int Next { get; init; }

    /// <summary>The last attempt number granted for <see cref="Next"/>; 0 for none.</summary>
    [Id(1)]
    public int Attempt { get; init; }

    /// <summary>The last attempt at <see cref="Next"/> whose end was reported.</summary>
    [Id(2)]
    public int ReportedAttempt { get; init; }

    /// <summary>The slots on which <see cref="Next"/> failed for its own reason, one for each failure.</summary>
    [Id(3)]
    public IReadOnlyList<string> FailedOn { get; init; } = [];

    /// <summary>The slot that did the work before <see cref="Next"/>.</summary>
    [Id(4)]
    public string? LastSlot { get; init; }

    /// <summary>Attempts at <see cref="Next"/> whose slots died, froze or stood still.</summary>
    [Id(5)]
    public int Losses { get; init; }

    /// <summary>What the tenant's ledger has not confirmed yet.</summary>
    [Id(6)]
    public IReadOnlyList<ChainEntry> Unsent { get; init; } = [];

    /// <summary>The row once the work at <see cref="Next"/> has its result.</summary>
    public ChainRow Advanced(string? slot) =>
        new()
        {
            Next = Next + 1,
            LastSlot = slot ?? LastSlot,
            Unsent = Unsent,
        };

    /// <summary>Whether no attempt at <see cref="Next"/> was granted whose end was not reported.</summary>
    public bool IsOver() => ReportedAttempt == Attempt;

    // Lists here are arrays, because the compiler's own read-only lists cannot be stored and sent.

    /// <summary>The row with one more entry to tell the ledger.</summary>
    public ChainRow With(ChainEntry entry) =>
        Unsent.Contains(entry) ? this : this with { Unsent = Unsent.Append(entry).ToArray() };

    /// <summary>The row without entries that the ledger has.</summary>
    public ChainRow Without(IReadOnlySet<ChainEntry> sent) =>
        this with
        {
            Unsent = Unsent.Where(e => !sent.Contains(e)).ToArray(),
        };
}

/// <summary>A <see cref="LedgerEntry"/> of a chain, whose job and shot its row already says.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.ChainEntry")]
public sealed record ChainEntry(
    [property: Id(0)] int Index,
    [property: Id(1)] int Attempt,
    [property: Id(2)] long GpuMilliseconds,
    [property: Id(3)] LedgerOutcome Outcome
);
