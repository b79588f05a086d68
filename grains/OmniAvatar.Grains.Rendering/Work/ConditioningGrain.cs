using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt of a job's conditioning: prompt embeddings, reference latents, audio statistics.</summary>
public sealed class ConditioningGrain(
    IArtifactStore store, RenderSlots slots, ScratchFolder scratch, WorkClock clock, IOptions<RenderSlotOptions> options,
    ILogger<ConditioningGrain> logger) : WorkGrain(store, slots, scratch, clock, options, logger), IConditioningGrain;
