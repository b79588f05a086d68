using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Identity;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Media.Videos;
using OmniAvatar.Models;
using OmniAvatar.Silos.Hosting.Embedded;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Http;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Studio;
using OmniAvatar.Silos.Http.Webhooks;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Serving;

/// <summary>
/// A whole cluster in this process behind the HTTP API: gateway, one slot, records and state in SQLite, artifacts in a
/// folder. Started again, it goes on with every open video.
/// </summary>
internal static class LocalService
{
    /// <summary>Serves until cancelled; the slot then gives back what it holds.</summary>
    /// <exception cref="OmniAvatarException">The model, the folder or the port cannot be used.</exception>
    public static async Task RunAsync(
        ServeOptions options,
        TextWriter output,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (options.Address.Port != 0)
            ListeningPorts.Check([Port(options)]);
        var model = ModelFolder.Open(options.Model);
        ModelLoader.Check(model, cancellation: cancellation);
        var identity = await ModelIdentity.OfAsync(model, [], cancellation);
        using var renderer = RendererFactory.Create(model, identity, options.Device, options.Threads, []);
        var card = Card(options, model, renderer, time);

        PrivateFiles.ByDefault();
        var folder = ServeFolder.Open(options.Data);
        using var held = folder.Lock();
        using var store = new DirectoryArtifactStore(folder.Artifacts);
        await using var records = RecordsFile.Open(folder.Records);
        await using var app = Compose(options, folder, store, records, renderer);
        await app.Services.GetRequiredService<IModelCatalog>().AnnounceAsync(card, cancellation);
        await StartAsync(app, options, cancellation);

        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        await output.WriteLineAsync(
            $"Serving the model {card.Name} at "
                + $"{address}{(card.HasRandomWeights ? " (its weights are random: it renders noise)" : "")}. "
                + "Open it in a browser for the studio. Ctrl-C stops; unfinished videos continue at the next start."
        );
        await output.FlushAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    private static ModelCard Card(ServeOptions options, ModelFolder model, AvatarRenderer renderer, TimeProvider time)
    {
        var name = options.Name ?? ModelIdentity.NameOf(options.Model);
        if (!ModelCard.IsName(name))
            throw new WrongUseException(
                $"'{name}' is not a valid model name (letters, digits, '.', '_', '-'); choose one with --name."
            );
        return new ModelCard
        {
            Name = name,
            Identity = renderer.Models[0],
            Defaults = model.Defaults,
            NumericClass = renderer.NumericClass.Text,
            Announced = time.GetUtcNow(),
            HasRandomWeights = model.Settings.HasRandomWeights,
        };
    }

    private static WebApplication Compose(
        ServeOptions options,
        ServeFolder folder,
        DirectoryArtifactStore store,
        DbDataSource records,
        AvatarRenderer renderer
    )
    {
        var scratch = new ScratchFolder(store.NewScratchFolder());
        // Empty: no configuration file of whatever folder the process was started in has a say.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "omniavatar-serve" }
        );
        builder.AddEmbeddedSilo(
            new EmbeddedClusterOptions
            {
                StateFile = folder.State,
                Store = store,
                Logging = Configure,
                Grains = silo =>
                    silo.AddJobControl(new VideoAssembler(), scratch, pool => pool.Adoption = TimeSpan.Zero)
                        .AddArtifactSweeps()
                        // No other slot can take this one's work.
                        .AddRenderSlot(renderer, scratch, slot => slot.JobsBeforeLeaving = null),
            }
        );
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(options.Address);
            });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(records).AddRecords();
        builder.Services.AddSingleton<ITenantDirectory>(
            options.Key is { } key ? new SingleKeyDirectory(JobId.LocalTenant, key) : new OpenTenantDirectory()
        );
        builder.Services.AddSingleton<IPictureInspector>(GuardedInspector.OfThisProgram());
        builder.Services.AddVideoApi(api =>
            // There is only one tenant, and it is the operator.
            (api.AnonymousTenant, api.AdminKeySha256, api.KeepIntermediates, api.TenantShare, api.FetchAllowed) = (
                options.Key is null ? JobId.LocalTenant : null,
                options.Key is { } key ? ApiKey.Hash(key) : null,
                options.Keep,
                1,
                options.Files
            )
        );
        builder.Services.Configure<WebhookOptions>(webhooks => webhooks.Allowed = options.Webhooks);
        var app = builder.Build();
        app.MapVideoApi();
        app.MapStudio();
        return app;
    }

    private static async Task StartAsync(WebApplication app, ServeOptions options, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e) when (ListeningPorts.WasTaken(e))
        {
            throw ListeningPorts.Taken(Port(options), e);
        }
    }

    private static WantedPort Port(ServeOptions options) => new(options.Address, "the HTTP API", "--port");

    /// <summary>Standard output is for what the user waits for.</summary>
    private static void Configure(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("OmniAvatar", LogLevel.Information);
        // Advice for clusters of many machines.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
