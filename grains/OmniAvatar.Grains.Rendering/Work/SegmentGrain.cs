using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt of one segment: continues the prefix that the segment before it committed.</summary>
public sealed class SegmentGrain(
    IArtifactStore store, RenderSlots slots, ScratchFolder scratch, WorkClock clock, IOptions<RenderSlotOptions> options,
    ILogger<SegmentGrain> logger) : WorkGrain(store, slots, scratch, clock, options, logger), ISegmentGrain;
