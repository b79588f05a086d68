using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>One committed row for each planned unit of work, with the time that its winner used; for attempts that did
/// not win, rows that agree with their journals.</summary>
internal sealed class LedgerIsExact : IRule
{
    public string Name => "ledger";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var planned = evidence.Jobs.SelectMany(job => job.Work).ToHashSet();
        var rows = evidence.Ledger.ToLookup(row => row.Work);
        return planned
            .SelectMany(work =>
                CheckWinner(evidence, work, [.. rows[work].Where(row => row.Outcome == LedgerOutcome.Committed)])
            )
            .Concat(
                evidence
                    .Ledger.Where(row => !planned.Contains(row.Work))
                    .Select(row => $"{row.Work} is in the ledger but not in a plan")
            )
            .Concat(
                evidence
                    .Ledger.Where(row => row.Outcome != LedgerOutcome.Committed)
                    .SelectMany(row => CheckOther(evidence, row))
            )
            .Concat(Missing(evidence, rows));
    }

    private static IEnumerable<string> CheckWinner(ClusterEvidence evidence, WorkKey work, List<LedgerRow> committed)
    {
        if (committed.Count != 1)
        {
            yield return $"{work} has {committed.Count} committed rows";
            yield break;
        }

        var row = committed[0];
        var journal = evidence.AttemptsAt(work).FirstOrDefault(a => a.End == AttemptEnd.Won);
        var (winner, used) = evidence.ManifestOf(work.Folder) is { } result
            ? (result.Attempt, result.GpuMilliseconds)
            : (journal?.Attempt ?? row.Attempt, journal?.GpuMilliseconds ?? row.GpuMilliseconds);
        if (row.Attempt != winner)
            yield return $"{work} is billed for attempt {row.Attempt}, but attempt {winner} won";
        else if (row.GpuMilliseconds != used)
            yield return $"{work} is billed {row.GpuMilliseconds} ms, but its winner used {used} ms";
    }

    private static IEnumerable<string> CheckOther(ClusterEvidence evidence, LedgerRow row)
    {
        var name = $"{row.Work} attempt {row.Attempt}";
        if (evidence.AttemptsAt(row.Work).FirstOrDefault(a => a.Attempt == row.Attempt) is not { } attempt)
        {
            yield return $"{name} is {row.Outcome} in the ledger but not in a journal";
            yield break;
        }
        if (attempt.End is AttemptEnd.Won)
            yield return $"{name} won but is {row.Outcome} in the ledger";
        if (row.Outcome == LedgerOutcome.Repeated && attempt.End is AttemptEnd.GaveBack or AttemptEnd.Failed)
            yield return $"{name} is Repeated in the ledger, but its journal says {attempt.End}";
        if (row.GpuMilliseconds > attempt.GpuMilliseconds)
            yield return $"{name} has {row.GpuMilliseconds} ms in the ledger, but used {attempt.GpuMilliseconds} ms";
    }

    private static IEnumerable<string> Missing(ClusterEvidence evidence, ILookup<WorkKey, LedgerRow> rows) =>
        from attempt in evidence.Attempts
        where attempt.End == AttemptEnd.CameSecond && attempt.GpuMilliseconds > 0
        let row = rows[attempt.Work].FirstOrDefault(row => row.Attempt == attempt.Attempt)
        where row?.Outcome != LedgerOutcome.Repeated || row.GpuMilliseconds != attempt.GpuMilliseconds
        select $"{attempt} came second and used {attempt.GpuMilliseconds} ms, but the ledger says "
            + $"{(row is null ? "nothing" : $"{row.Outcome} {row.GpuMilliseconds} ms")}";
}
