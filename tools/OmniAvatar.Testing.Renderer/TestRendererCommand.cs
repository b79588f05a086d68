using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Models;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Testing.Renderer;

/// <summary>
/// The renderer's composition around a renderer without a model, with a fault that can be planted: <c>--plant
/// attempt</c> ignores the attempt number, <c>--plant overwrite</c> commits without looking whether there is a result,
/// <c>--plant blind</c> renders without looking whether it is done.
/// </summary>
internal static class TestRendererCommand
{
    // Windows of 13 frames that share 5: a minute of speech is some 190 segments.
    private static readonly ModelDefaults Defaults = new()
    {
        Sizes =
        [
            [64, 64],
        ],
        MaxTokens = 52,
        OverlapFrames = 5,
        Steps = 5,
        Threads = 1,
    };

    private static readonly ClusterResourceOptionSet Resources = new(DatabaseOptionSet.OfRenderers);
    private static readonly ClusterOptionSet Clusters = new(siloPort: 11112, clientPort: 0, ops: "127.0.0.1:9091");
    private static readonly Option<string?> Model = Setting.Text(
        "--model",
        "NAME",
        "Name of the model that it pretends to have"
    );
    private static readonly Option<string?> Journal = Setting.Text(
        "--journal",
        "FILE",
        "File to which slots append what they do"
    );
    private static readonly Option<TimeSpan> CheckpointEvery = Setting.Seconds(
        "--checkpoint-every",
        "Work between two checkpoints",
        3600
    );
    private static readonly Option<TimeSpan?> StepTime = new("--step-time")
    {
        CustomParser = result =>
            TimeSpan.FromSeconds(
                double.Parse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture)
            ),
        Description = "Seconds that a step takes (default: no steps, only commits)",
    };
    private static readonly Option<int> Slots = Setting.Whole("--slots", "Slots of this process", 1, 1, 64);
    private static readonly Option<Plant> Planted = Setting.OneOf("--plant", "The fault to plant", Plant.None);

    // Options of renderers with a model that this one ignores.
    private static readonly Option<string?> Device = new("--device") { Hidden = true };
    private static readonly Option<int> Threads = new("--threads") { Hidden = true };

    private enum Plant
    {
        None,
        Attempt,
        Overwrite,
        Blind,
    }

    public static Command Create()
    {
        var command = new Command("renderer", "Run a renderer without a model, for tests.")
        {
            Model,
            Journal,
            CheckpointEvery,
            StepTime,
            Slots,
            Planted,
            Device,
            Threads,
        };
        Clusters.AddTo(command);
        Resources.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var resources = await ClusterResources.OpenAsync(
            Resources.Read(parsed),
            TimeProvider.System,
            cancellation
        );
        var name = parsed.GetValue(Model)!;
        IWorkRenderer[] renderers =
        [
            .. Enumerable.Range(0, parsed.GetValue(Slots)).Select(_ => Renderer(parsed, name)),
        ];
        await AnnounceAsync(name, renderers[0], resources, cancellation);
        await using var app = Compose(parsed, resources, renderers);
        await app.RunAsync(cancellation);
        return 0;
    }

    private static IWorkRenderer Renderer(ParseResult parsed, string name) =>
        parsed.GetValue(StepTime) is { } step
            ? new SteppedRenderer(new SteppedRendererOptions { Models = [name], StepTime = step })
            : new CommitOnlyRenderer();

    private static Task AnnounceAsync(
        string name,
        IWorkRenderer renderer,
        ClusterResources resources,
        CancellationToken cancellation
    )
    {
        var card = new ModelCard
        {
            Name = name,
            Identity = renderer.Models[0],
            Defaults = Defaults,
            NumericClass = renderer.NumericClass.Text,
            Announced = TimeProvider.System.GetUtcNow(),
        };
        return new RecordedModelCatalog(new RecordStore(resources.Database, TimeProvider.System)).AnnounceAsync(
            card,
            cancellation
        );
    }

    private static WebApplication Compose(
        ParseResult parsed,
        ClusterResources resources,
        IEnumerable<IWorkRenderer> renderers
    )
    {
        var builder = ServerHost.CreateBuilder(
            resources,
            Clusters.Read(parsed),
            "renderer",
            silo =>
            {
                foreach (var renderer in renderers)
                    silo.AddRenderSlot(renderer, resources.Scratch, slot => Configure(slot, parsed));
            }
        );
        builder.Services.AddSiloStopsFirst();
        builder.Services.AddSingleton<IArtifactStore>(
            parsed.GetValue(Planted) switch
            {
                Plant.Attempt => new AttemptIgnoringStore(resources.Store),
                Plant.Overwrite => new OverwritingStore(resources.Store),
                Plant.Blind => new BlindStore(resources.Store),
                _ => resources.Store,
            }
        );
        if (parsed.GetValue(Planted) == Plant.Blind)
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(services => new BlindAttempts(
                (BlindStore)services.GetRequiredService<IArtifactStore>()
            ));
        var app = builder.Build();
        app.UseOpsPort();
        app.MapOps();
        return app;
    }

    private static void Configure(RenderSlotOptions slot, ParseResult parsed) =>
        (slot.CheckpointEvery, slot.JournalFile) = (parsed.GetValue(CheckpointEvery), parsed.GetValue(Journal));
}
