using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Resilience;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>What every attempt on this silo works with.</summary>
public sealed class AttemptTools(
    IArtifactStore store,
    WorkInputs inputs,
    ScratchFolder scratch,
    IWorkJournal journal,
    WorkClock clock,
    IOptions<RenderSlotOptions> options
)
{
    internal IArtifactStore Store => store;

    internal WorkInputs Inputs => inputs;

    internal ScratchFolder Scratch => scratch;

    internal IWorkJournal Journal => journal;

    internal WorkClock Clock => clock;

    internal RenderSlotOptions Options => options.Value;

    internal Retries Retries =>
        new(clock.Time, new Backoff(Options.FirstRetry, Options.LongestRetry) { IsSpread = Options.SpreadRetries });
}
