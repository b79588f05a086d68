namespace OmniAvatar.Chaos.Faults;

/// <summary>A planned fault.</summary>
/// <param name="Kind">What.</param>
/// <param name="Choice">Chooses the victim among the possible ones.</param>
/// <param name="AfterResults">Number of results between the previous fault and this one.</param>
public sealed record PlannedFault(FaultKind Kind, int Choice, int AfterResults);

/// <summary>Faults in an order that depends only on a seed. The time of each is counted in results, not in
/// seconds.</summary>
public static class FaultSchedule
{
    private const int MostBetween = 2;

    // About one in this many faults is of the kind: faults of single renderers are common, the others rare.
    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.KillRenderer, 30),
        (FaultKind.DrainRenderer, 20),
        (FaultKind.FreezeRenderer, 18),
        (FaultKind.CutOffRenderer, 12),
        (FaultKind.KillGateway, 12),
        (FaultKind.DatabaseAway, 3),
        (FaultKind.StoreAway, 3),
        (FaultKind.KillCluster, 2),
    ];

    /// <summary>Makes this many faults. Every kind is among them if there are enough; the death of the whole cluster
    /// comes last.</summary>
    public static IReadOnlyList<PlannedFault> Make(int seed, int count)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.KillCluster).ToList();
        while (kinds.Count < count - 1)
            kinds.Add(Draw(random));
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kinds));
        return
        [
            .. kinds
                .Take(count - 1)
                .Append(FaultKind.KillCluster)
                .Select(kind => new PlannedFault(kind, random.Next(), 1 + random.Next(MostBetween))),
        ];
    }

    private static FaultKind Draw(Random random)
    {
        var drawn = random.Next(Weights.Sum(weight => weight.Weight));
        return Weights.First(weight => (drawn -= weight.Weight) < 0).Kind;
    }
}
