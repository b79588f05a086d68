using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Models;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Silos.Renderer.Models;

namespace OmniAvatar.Silos.Renderer.Commands;

/// <summary><c>renderer</c>: a silo with slots that pull work and render it.</summary>
internal static class RendererCommand
{
    // Of 30 s, the slot may take 28 to leave, and 20 of those for its current step.
    private const double LeavingShare = 28.0 / 30;
    private const double StepShare = 20.0 / 30;

    public static Command Create()
    {
        var options = new RendererOptionSet();
        var command = new Command("renderer", "Run a renderer: slots that pull work from the cluster and render it.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        RendererSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        List<WantedPort> ports = [.. settings.Cluster.Network.Ports()];
        ListeningPorts.Check(ports);
        List<NamedModel> models = [.. settings.Models.Select(option => NamedModel.Open(option, cancellation))];
        var slots = Math.Max(settings.Slots, settings.MachineSlots);
        var threads = settings.Threads ?? SlotThreads.Default(models[0].Folder.Defaults.Threads, slots);
        List<ModelSwitch> renderers =
        [
            .. Devices
                .For(settings.Device, settings.Slots)
                .Select(device => new ModelSwitch(models, RendererOptions.For(device, threads))),
        ];
        try
        {
            await using var resources = await ClusterResources.OpenAsync(settings.ClusterResources, time, cancellation);
            var cards = () => models.Select(model => model.Card(renderers[0].NumericClass.Text, time.GetUtcNow()));
            // Gateways plan requests from the models that renderers announced, even while no renderer runs.
            var catalog = new RecordedModelCatalog(new RecordStore(resources.Database, time));
            foreach (var card in cards())
                await catalog.AnnounceAsync(card, cancellation);
            return await ServerHost.RunAsync(
                () => Compose(settings, resources, renderers, cards),
                ports,
                RunWhileOfUseAsync,
                cancellation
            );
        }
        finally
        {
            foreach (var renderer in renderers)
                renderer.Dispose();
        }
    }

    /// <summary>Ends the process as failed once all slots have left because they are broken, so that a supervisor
    /// starts a new one.</summary>
    private static async Task<int> RunWhileOfUseAsync(WebApplication app, CancellationToken cancellation)
    {
        var sick = app.Services.GetRequiredService<RenderSlots>().AllSick;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, sick);
        await app.RunAsync(end.Token);
        if (!sick.IsCancellationRequested)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(
            "Every slot of this renderer has failed and left the cluster; the log says why."
        );
        return ExitCodes.Failed;
    }

    private static WebApplication Compose(
        RendererSettings settings,
        ClusterResources resources,
        IEnumerable<ModelSwitch> renderers,
        Func<IEnumerable<ModelCard>> cards
    )
    {
        var builder = ServerHost.CreateBuilder(
            resources,
            settings.Cluster,
            "renderer",
            silo =>
            {
                foreach (var renderer in renderers)
                    silo.AddRenderSlot(renderer, resources.Scratch, slot => Set(slot, settings));
            }
        );
        builder.Services.AddSiloStopsFirst();
        builder
            .Services.AddSingleton<RecordStore>()
            .AddSingleton<IModelCatalog, RecordedModelCatalog>()
            .AddSingleton(cards);
        builder.Services.AddHostedService<ModelAnnouncements>();
        var app = builder.Build();
        app.UseOpsPort();
        app.MapOps();
        return app;
    }

    private static void Set(RenderSlotOptions slot, RendererSettings settings)
    {
        slot.CheckpointEvery = settings.CheckpointEvery;
        slot.JournalFile = settings.Journal;
        // The process waits for the last step first; the silo leaves the cluster in the rest of the drain time.
        var drain = settings.Cluster.Drain;
        slot.LeaveWithin = drain * LeavingShare;
        slot.StepPatience = drain * StepShare;
    }
}
