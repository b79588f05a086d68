using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Hosting;

/// <summary>What a silo needs to render; beside it, it needs an artifact store.</summary>
public static class RenderSlotHosting
{
    /// <summary>Adds one slot with its own renderer; call it once per GPU.</summary>
    /// <param name="silo">The silo whose machine has the GPU.</param>
    /// <param name="renderer">The model behind the slot.</param>
    /// <param name="scratch">Where parts are written before they are put into the store.</param>
    /// <param name="options">Sets the slot's options.</param>
    public static ISiloBuilder AddRenderSlot(
        this ISiloBuilder silo,
        IWorkRenderer renderer,
        ScratchFolder scratch,
        Action<RenderSlotOptions>? options = null
    )
    {
        silo.Services.AddOptions<RenderSlotOptions>().Configure(options ?? (_ => { })).ValidateOnStart();
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RenderSlotOptions>, RenderSlotOptionsValidator>()
        );
        silo.Services.TryAddSingleton(scratch);
        silo.Services.AddBackgroundLoops();
        silo.Services.TryAddSingleton<RenderSlots>();
        silo.Services.TryAddSingleton<WorkInputs>();
        silo.Services.TryAddSingleton<AttemptTools>();
        silo.Services.TryAddSingleton(Journal);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services =>
            ActivatorUtilities.CreateInstance<RenderSlot>(services, renderer)
        );
        return silo;
    }

    private static IWorkJournal Journal(IServiceProvider services) =>
        services.GetRequiredService<IOptions<RenderSlotOptions>>().Value.JournalFile is { } file
            ? ActivatorUtilities.CreateInstance<FileWorkJournal>(services, file)
            : new NullWorkJournal();
}
