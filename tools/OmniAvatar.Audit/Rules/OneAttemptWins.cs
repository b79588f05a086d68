using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>According to the journals, an attempt number belongs to one slot, one attempt wins, and all slots name the
/// same winner.</summary>
internal sealed class OneAttemptWins : IRule
{
    public string Name => "one winner";

    public IEnumerable<string> Check(ClusterEvidence evidence) =>
        evidence.Attempts.GroupBy(a => a.Work).SelectMany(tries => CheckWork(evidence, tries.Key, [.. tries]));

    private static IEnumerable<string> CheckWork(ClusterEvidence evidence, WorkKey work, List<AttemptEvidence> tries)
    {
        foreach (var same in tries.GroupBy(a => a.Attempt).Where(a => a.Count() > 1))
            yield return $"{work} attempt {same.Key} was made {same.Count()} times "
                + $"({string.Join(", ", same.Select(a => a.Slot))})";

        var winners = tries.Where(a => a.End == AttemptEnd.Won).ToList();
        if (winners.Count > 1)
            yield return $"{work} was won {winners.Count} times (attempts "
                + $"{string.Join(", ", winners.Select(a => a.Attempt))})";

        var named = tries
            .Select(a => a.Winner)
            .Append(evidence.ManifestOf(work.Folder)?.Attempt)
            .OfType<int>()
            .Distinct()
            .ToList();
        if (named.Count > 1)
            yield return $"{work} has reports of different winners: attempts {string.Join(" and ", named)}";
        if (named.Any(winner => tries.All(a => a.Attempt != winner)))
            yield return $"{work} was won by an attempt that is in no journal";
    }
}
