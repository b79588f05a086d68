namespace OmniAvatar.Grains.Pool;

/// <summary>Work that is not submitted yet.</summary>
/// <param name="Tenant">Whose it would be.</param>
/// <param name="Model">Identity of the model folder's content.</param>
/// <param name="TokenSteps">Of all segments, see <see cref="Planning.RenderWork"/>.</param>
/// <param name="LongestShotTokenSteps">Of the shot with the most segments, which render one after another.</param>
/// <param name="Shots">Chains of segments that can render at the same time.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PlannedWork")]
public sealed record PlannedWork(
    [property: Id(0)] string Tenant,
    [property: Id(1)] string Model,
    [property: Id(2)] double TokenSteps,
    [property: Id(3)] double LongestShotTokenSteps,
    [property: Id(4)] int Shots
);

/// <summary>What planned work would take if it were submitted now and nothing came after it.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PoolEstimate")]
public sealed record PoolEstimate
{
    /// <summary>GPU-seconds of all of it; null if the model was never measured.</summary>
    [Id(0)]
    public double? GpuSeconds { get; init; }

    /// <summary>Seconds until its first segment begins; null if no present slot has the model.</summary>
    [Id(1)]
    public double? StartsInSeconds { get; init; }

    /// <summary>Seconds until its last segment is rendered; null if it cannot be said.</summary>
    [Id(2)]
    public double? EndsInSeconds { get; init; }

    /// <summary>The present slots that could do it, by name.</summary>
    [Id(3)]
    public IReadOnlyList<AbleSlot> Slots { get; init; } = [];

    /// <summary>Why it could not begin now, in one sentence; null if it could.</summary>
    [Id(4)]
    public string? Waiting { get; init; }
}

/// <summary>A slot that could do planned work.</summary>
/// <param name="Slot">Its name.</param>
/// <param name="IsBusy">Whether it holds other work now.</param>
/// <param name="GpuSeconds">What it would take to do all of the work alone; null if the model was never
/// measured.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.AbleSlot")]
public sealed record AbleSlot(
    [property: Id(0)] string Slot,
    [property: Id(1)] bool IsBusy,
    [property: Id(2)] double? GpuSeconds
);
