using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;
using OmniAvatar.Chaos.Cluster;

namespace OmniAvatar.Benchmarks.Cluster;

/// <summary>What one job cost, by the journals, the store and the database.</summary>
internal sealed record ControlPlaneFigures
{
    public required int Segments { get; init; }

    /// <summary>From the first segment's beginning to the last one's commit.</summary>
    public required double SegmentsPerSecond { get; init; }

    /// <summary>Median, from a commit to the beginning of the next segment of the shot where the same slot makes
    /// it.</summary>
    public required double GapMilliseconds { get; init; }

    /// <summary>Median over segments.</summary>
    public required double StoreBytes { get; init; }

    /// <summary>Median over stretches of the run.</summary>
    public required double LogBytes { get; init; }

    public required double Transactions { get; init; }

    public static async Task<ControlPlaneFigures> ReadAsync(ChaosCluster cluster, string job, WriteMeter meter)
    {
        var reader = cluster.Evidence with { HashVideo = EvidenceReader.HashBytesAsync };
        var evidence = await reader.ReadAsync(new Dictionary<string, string>());
        var attempts = evidence.Attempts.Where(a => a.Work.Job == job && !a.Work.IsConditioning).ToList();
        var time = attempts.Max(a => a.Ended!.Value) - attempts.Min(a => a.Began);
        return new ControlPlaneFigures
        {
            Segments = attempts.Count,
            SegmentsPerSecond = attempts.Count / time.TotalSeconds,
            GapMilliseconds = Statistics.Median(Gaps(attempts)),
            StoreBytes = Statistics.Median(
                attempts.Select(a =>
                    (double)
                        evidence
                            .Files.Where(f => f.Name.StartsWith($"{a.Work.Folder}/", StringComparison.Ordinal))
                            .Sum(f => f.Bytes)
                )
            ),
            LogBytes = Statistics.Median(meter.BytesPerResult),
            Transactions = meter.TransactionsPerResult,
        };
    }

    private static IEnumerable<double> Gaps(List<AttemptEvidence> attempts)
    {
        var begun = attempts.ToDictionary(a => a.Work);
        return from attempt in attempts
            let next = begun.GetValueOrDefault(attempt.Work with { Segment = attempt.Work.Segment + 1 })
            where next?.Slot == attempt.Slot
            select (next.Began - attempt.Ended!.Value).TotalMilliseconds;
    }
}
