using System.Diagnostics;
using OmniAvatar.Audit;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;

namespace OmniAvatar.Chaos.Runs;

/// <summary>Repeats the audit, because files are still removed for a moment after the last job is done; only a lasting
/// violation counts.</summary>
public static class SettledAudit
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Audits repeatedly until no rule is broken, or until the time is over.</summary>
    /// <param name="reader">Gathers the evidence.</param>
    /// <param name="references">As <see cref="EvidenceReader.ReadAsync"/> takes them.</param>
    /// <param name="patience">How long the removal of files may take.</param>
    public static async Task<(ClusterEvidence Evidence, IReadOnlyList<Violation> Violations)> RunAsync(
        EvidenceReader reader,
        IReadOnlyDictionary<string, string> references,
        TimeSpan patience
    )
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var evidence = await reader.ReadAsync(references);
            var violations = Auditor.Check(evidence);
            if (violations.Count == 0 || Stopwatch.GetElapsedTime(began) > patience)
                return (evidence, violations);
            await Task.Delay(BetweenLooks);
        }
    }
}
