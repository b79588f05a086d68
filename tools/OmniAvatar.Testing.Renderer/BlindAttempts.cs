using OmniAvatar.Grains.Work;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Testing.Renderer;

/// <summary>Blinds the store for the first look of an attempt, which asks whether its work is done already.</summary>
internal sealed class BlindAttempts(BlindStore store) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        store.Unseen = context.InterfaceMethod?.Name is nameof(IWorkGrain.StartAsync) ? 1 : 0;
        return context.Invoke();
    }
}
