using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit;

/// <summary>How much work was done, and how much of it was wasted.</summary>
public sealed record AuditFigures
{
    public required int Jobs { get; init; }

    public required int Segments { get; init; }

    /// <summary>Attempts at segments and conditionings.</summary>
    public required int Attempts { get; init; }

    /// <summary>Attempts at segments that continued from a checkpoint.</summary>
    public required int Resumed { get; init; }

    /// <summary>Units of work with more than one finished attempt: each attempt began before the result existed, or a
    /// rule is broken.</summary>
    public required int RenderedTwice { get; init; }

    /// <summary>Denoising steps that all segments need.</summary>
    public required long StepsNeeded { get; init; }

    /// <summary>Denoising steps that were run.</summary>
    public required long StepsRun { get; init; }

    /// <summary>GPU-milliseconds in the ledger by outcome.</summary>
    public required IReadOnlyDictionary<LedgerOutcome, long> Ledger { get; init; }

    public static AuditFigures Of(ClusterEvidence evidence) =>
        new()
        {
            Jobs = evidence.Jobs.Count,
            Segments = evidence.Jobs.Sum(job => job.Segments.Count()),
            Attempts = evidence.Attempts.Count,
            Resumed = evidence.Attempts.Count(a => a.ResumedAfter > 0),
            RenderedTwice = evidence
                .Attempts.Where(a => a.End is AttemptEnd.Won or AttemptEnd.CameSecond)
                .GroupBy(a => a.Work)
                .Count(tries => tries.Count() > 1),
            StepsNeeded = evidence.Jobs.Sum(job => (long)job.Steps * job.Segments.Count()),
            StepsRun = evidence.Attempts.Sum(a => (long)a.Steps.Count),
            Ledger = Enum.GetValues<LedgerOutcome>()
                .ToDictionary(
                    outcome => outcome,
                    outcome => evidence.Ledger.Where(r => r.Outcome == outcome).Sum(r => r.GpuMilliseconds)
                ),
        };
}
