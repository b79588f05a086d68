using OmniAvatar.Grains.Jobs;
using OmniAvatar.Testing.Plants;
using Orleans;

namespace OmniAvatar.Testing.Gateway;

/// <summary>Blinds the store while a job decides about a grant.</summary>
internal sealed class BlindGrants(BlindStore store) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        store.IsBlind = context.InterfaceMethod?.Name == nameof(IJobGrain.GrantAsync);
        return context.Invoke();
    }
}
