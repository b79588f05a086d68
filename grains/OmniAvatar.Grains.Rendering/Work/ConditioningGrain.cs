using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt of a job's conditioning: prompt embeddings, reference latents, audio statistics.</summary>
public sealed class ConditioningGrain(AttemptTools tools, RenderSlots slots, ILogger<ConditioningGrain> logger)
    : WorkGrain(tools, slots, logger),
        IConditioningGrain;
