using System.Diagnostics;
using OmniAvatar.Audit;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;

namespace OmniAvatar.Chaos.Runs;

/// <summary>Tidying goes on for a moment after the last job is done: what is wrong must stay wrong to count.</summary>
public static class SettledAudit
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks again and again until there is nothing to object to, or for as long as this.</summary>
    /// <param name="reader">Gathers the evidence.</param>
    /// <param name="twins">As <see cref="EvidenceReader.ReadAsync"/> takes them.</param>
    /// <param name="patience">How long tidying may take.</param>
    public static async Task<(ClusterEvidence Evidence, IReadOnlyList<Violation> Violations)> RunAsync(
        EvidenceReader reader,
        IReadOnlyDictionary<string, string> twins,
        TimeSpan patience
    )
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var evidence = await reader.ReadAsync(twins);
            var violations = Auditor.Check(evidence);
            if (violations.Count == 0 || Stopwatch.GetElapsedTime(began) > patience)
                return (evidence, violations);
            await Task.Delay(BetweenLooks);
        }
    }
}
