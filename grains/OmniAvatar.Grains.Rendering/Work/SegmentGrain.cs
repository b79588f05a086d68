using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt of one segment: continues the prefix that the segment before it committed.</summary>
public sealed class SegmentGrain(AttemptTools tools, RenderSlots slots, ILogger<SegmentGrain> logger)
    : WorkGrain(tools, slots, logger),
        ISegmentGrain;
