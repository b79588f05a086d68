namespace OmniAvatar.Grains.Pool;

/// <summary>A pool at one moment.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PoolStatus")]
public sealed record PoolStatus
{
    /// <summary>Units of work that could begin now.</summary>
    [Id(0)]
    public required int ReadyWork { get; init; }

    /// <summary>Estimated GPU-seconds of all open jobs' remaining work, running work included.</summary>
    [Id(1)]
    public required double BacklogGpuSeconds { get; init; }

    /// <summary>Slots that pulled or reported within the last lease.</summary>
    [Id(2)]
    public required int Slots { get; init; }

    /// <summary>Slots that hold a lease.</summary>
    [Id(3)]
    public required int BusySlots { get; init; }

    /// <summary>Models that some present slot can load.</summary>
    [Id(4)]
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Measured GPU-seconds per token-step, by model; a model that nobody has run yet is missing.</summary>
    [Id(5)]
    public required IReadOnlyDictionary<string, double> SecondsPerTokenStep { get; init; }

    /// <summary>Backlog in GPU-seconds above which no new job is accepted; null for no limit.</summary>
    [Id(6)]
    public double? MostBacklogGpuSeconds { get; init; }

    /// <summary>Units of work that could begin now, by tenant; a tenant that has none is missing.</summary>
    [Id(8)]
    public IReadOnlyDictionary<string, int> ReadyWorkOf { get; init; } = new Dictionary<string, int>();

    /// <summary>The last slots that left because something was wrong with them, newest last; at most 20.</summary>
    [Id(7)]
    public IReadOnlyList<SlotDeparture> Departures { get; init; } = [];
}

/// <summary>A slot that left because something was wrong with it.</summary>
/// <param name="Slot">Its name.</param>
/// <param name="Reason">One sentence for operators.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.SlotDeparture")]
public sealed record SlotDeparture(
    [property: Id(0)] string Slot,
    [property: Id(1)] string Reason,
    [property: Id(2)] DateTimeOffset At
);
