using OmniAvatar.Grains.Work;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Testing.Renderer;

/// <summary>Hides results from an attempt's first read, which checks whether its work is already done.</summary>
internal sealed class BlindAttempts(BlindStore store) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        store.Unseen = context.InterfaceMethod?.Name is nameof(IWorkGrain.StartAsync) ? 1 : 0;
        return context.Invoke();
    }
}
