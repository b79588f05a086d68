namespace OmniAvatar.Chaos.Faults;

/// <summary>One fault to come.</summary>
/// <param name="Kind">What.</param>
/// <param name="Choice">Chooses among those whom it can strike.</param>
/// <param name="AfterResults">How many results come between the fault before and this one.</param>
public sealed record PlannedFault(FaultKind Kind, int Choice, int AfterResults);

/// <summary>Faults in an order that follows from a seed alone: when each comes is counted in results, not in
/// seconds.</summary>
public static class FaultSchedule
{
    private const int MostBetween = 2;

    // Out of how many faults one is of this kind, about: what happens to single renderers is common, the rest rare.
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

    /// <summary>This many faults, every kind among them if there are enough, the death of the whole cluster
    /// last.</summary>
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
