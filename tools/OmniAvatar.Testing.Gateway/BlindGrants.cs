using OmniAvatar.Grains.Jobs;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Testing.Gateway;

/// <summary>Hides results while a job decides whether work is granted, or granted again after a lease was
/// lost.</summary>
internal sealed class BlindGrants(BlindStore store) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        store.Unseen = context.InterfaceMethod?.Name is nameof(IJobGrain.GrantAsync) or nameof(IJobGrain.LostAsync)
            ? int.MaxValue
            : 0;
        return context.Invoke();
    }
}
