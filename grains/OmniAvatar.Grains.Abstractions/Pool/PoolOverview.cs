using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Pool;

/// <summary>A pool for its operator: every slot, and every tenant that has work.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PoolOverview")]
public sealed record PoolOverview
{
    /// <summary>The pool as a whole.</summary>
    [Id(0)]
    public required PoolStatus Status { get; init; }

    /// <summary>By name.</summary>
    [Id(1)]
    public required IReadOnlyList<SlotOverview> Slots { get; init; }

    /// <summary>By name.</summary>
    [Id(2)]
    public required IReadOnlyList<TenantOverview> Tenants { get; init; }
}

/// <summary>One slot.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.SlotOverview")]
public sealed record SlotOverview
{
    /// <summary>What it is, as it last said.</summary>
    [Id(0)]
    public required SlotDescription Slot { get; init; }

    /// <summary>Measured seconds per token-step of the model in its memory; null where nothing was measured.</summary>
    [Id(1)]
    public double? SecondsPerTokenStep { get; init; }

    /// <summary>Whether it takes no more work.</summary>
    [Id(2)]
    public bool IsDraining { get; init; }

    /// <summary>What it works on; null if it is idle.</summary>
    [Id(3)]
    public SlotWork? Work { get; init; }
}

/// <summary>What a slot works on.</summary>
/// <param name="Grant">The work and the attempt.</param>
/// <param name="Running">How long it has been at it.</param>
/// <param name="Phase">What it is doing; null before its first report.</param>
/// <param name="Step">The step of that phase.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.SlotWork")]
public sealed record SlotWork(
    [property: Id(0)] WorkGrant Grant,
    [property: Id(1)] TimeSpan Running,
    [property: Id(2)] RenderPhase? Phase,
    [property: Id(3)] int Step
);

/// <summary>One tenant that has work.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.TenantOverview")]
public sealed record TenantOverview
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Tenant { get; init; }

    /// <summary>Units of work that could begin now.</summary>
    [Id(1)]
    public required int ReadyWork { get; init; }

    /// <summary>Slots that it holds.</summary>
    [Id(2)]
    public required int Slots { get; init; }

    /// <summary>Estimated GPU-seconds of its open jobs' remaining work.</summary>
    [Id(3)]
    public required double BacklogGpuSeconds { get; init; }

    /// <summary>GPU-seconds reported since the pool was activated.</summary>
    [Id(4)]
    public required double UsedGpuSeconds { get; init; }

    /// <summary>Its part of the slots that are held now, 0 to 1.</summary>
    [Id(5)]
    public required double ShareUsed { get; init; }

    /// <summary>Its part by weight among the tenants that have work, 0 to 1.</summary>
    [Id(6)]
    public required double ShareDue { get; init; }
}
