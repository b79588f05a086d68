using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Pool;

/// <summary>What a slot can do.</summary>
/// <param name="Slot">Its name, new with every start of its process.</param>
/// <param name="Models">Identities of the models that it can load.</param>
/// <param name="LoadedModel">The one that is in memory, or null.</param>
/// <param name="NumericClass">The class of every number it produces.</param>
/// <param name="MemoryBytes">Memory of its device; 0 where unknown.</param>
/// <param name="IsDraining">Whether the pool told it that it takes no more work, so that a pool which has moved to
/// another silo knows.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.SlotDescription")]
public sealed record SlotDescription(
    [property: Id(0)] string Slot,
    [property: Id(1)] IReadOnlyList<string> Models,
    [property: Id(2)] string? LoadedModel,
    [property: Id(3)] string NumericClass,
    [property: Id(4)] long MemoryBytes,
    [property: Id(5)] bool IsDraining = false
);

/// <summary>A slot that holds nothing asks for work.</summary>
/// <param name="Slot">Who asks, and what it can do.</param>
/// <param name="Observer">Where to tell it to stop.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PullRequest")]
public sealed record PullRequest([property: Id(0)] SlotDescription Slot, [property: Id(1)] ISlotObserver Observer);

/// <summary>What a slot got.</summary>
/// <param name="Grant">Null if nothing became ready in time.</param>
/// <param name="IsDraining">Whether the operator wants the slot to take no more work.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PullReply")]
public sealed record PullReply([property: Id(0)] WorkGrant? Grant, [property: Id(1)] bool IsDraining = false);

/// <summary>A slot lives and works.</summary>
/// <param name="Grant">What it holds.</param>
/// <param name="Slot">Who holds it, and what it can do.</param>
/// <param name="Observer">Where to tell it to stop.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Step">The step of that phase.</param>
/// <param name="Usage">What the attempt has used so far.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Heartbeat")]
public sealed record Heartbeat(
    [property: Id(0)] WorkGrant Grant,
    [property: Id(1)] SlotDescription Slot,
    [property: Id(2)] ISlotObserver Observer,
    [property: Id(3)] RenderPhase Phase,
    [property: Id(4)] int Step,
    [property: Id(5)] AttemptUsage Usage
);

/// <summary>The pool's answer to a heartbeat.</summary>
[GenerateSerializer, Alias("OmniAvatar.LeaseVerdict")]
public enum LeaseVerdict
{
    /// <summary>The lease is renewed.</summary>
    Keep,

    /// <summary>The lease is gone: stop.</summary>
    Stop,
}
