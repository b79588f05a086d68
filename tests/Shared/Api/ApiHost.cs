using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Models;
using OmniAvatar.Silos.Http;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Studio;
using OmniAvatar.Silos.Http.Webhooks;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Storage;
using OmniAvatar.Testing;

namespace OmniAvatar.Tests.Api;

/// <summary>
/// The API on a free port, before a silo in this process with one slot whose renderer has no model. All tests share it,
/// one after the other; each uses tenants of its own.
/// </summary>
public sealed class ApiHost : IAsyncLifetime
{
    /// <summary>A model that the slot has.</summary>
    public const string Model = "small";

    /// <summary>A model that was announced once and that no slot has.</summary>
    public const string AbsentModel = "elsewhere";

    /// <summary>A model that nobody has announced for long.</summary>
    public const string ForgottenModel = "of-old";

    /// <summary>The operator's key.</summary>
    public const string AdminKey = "the operator's key";

    private const string Identity = "identity-of-small";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-http-");
    private readonly ConcurrentDictionary<string, Task<string>> _finished = new();
    private DirectoryArtifactStore _store = null!;
    private WebApplication _app = null!;

    internal Turnstile Turnstile { get; } = new();

    internal TestTenants Tenants { get; } = new();

    internal FakeLoggerProvider Logs { get; } = new();

    public IServiceProvider Services => _app.Services;

    public VideoApiOptions Options => Services.GetRequiredService<IOptions<VideoApiOptions>>().Value;

    public IArtifactStore Store => _store;

    /// <summary>Files of submissions that are being received.</summary>
    public IEnumerable<string> ScratchFiles => Directory.EnumerateFiles(Scratch, "*", SearchOption.AllDirectories);

    /// <summary>The id of a video whose job answers no question about its state, or null.</summary>
    public string? SilentJob { get; set; }

    /// <summary>Folders of submissions that are being received, and of work under way.</summary>
    public IEnumerable<string> ScratchFolders =>
        Directory.EnumerateDirectories(Scratch).Where(folder => Path.GetFileName(folder) != "stream-parts");

    public Uri Address { get; private set; } = null!;

    /// <summary>The service's own document.</summary>
    internal ApiDescription Description { get; private set; } = null!;

    private string Scratch => Path.Combine(_folder.FullName, "scratch");

    public async Task InitializeAsync()
    {
        _store = new DirectoryArtifactStore(Path.Combine(_folder.FullName, "store"));
        Directory.CreateDirectory(Scratch);
        _app = Build(new ScratchFolder(Scratch));
        _app.MapVideoApi();
        _app.MapStudio();
        await _app.StartAsync();
        Address = new Uri(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );

        Description = await ApiDescription.LoadAsync(Address);

        var catalog = Services.GetRequiredService<IModelCatalog>();
        await catalog.AnnounceAsync(Card(Model, Identity), default);
        await catalog.AnnounceAsync(
            Card(AbsentModel, "identity-of-elsewhere") with
            {
                Announced = DateTimeOffset.UtcNow,
            },
            default
        );
        await catalog.AnnounceAsync(Card(ForgottenModel, "identity-of-old"), default);
        // The card of the small model is old: until its slot has come, nobody has it.
        var pool = Services.GetRequiredService<IGrainFactory>().Pool();
        while ((await pool.StatusAsync()).Slots == 0)
            await Task.Delay(10);
    }

    public async Task DisposeAsync()
    {
        Turnstile.Open();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Turnstile.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A client of a tenant of this very name, without limits unless given.</summary>
    public HttpClient ClientOf(string tenant, TenantTerms? terms = null)
    {
        Tenants.Set(tenant, terms ?? new TenantTerms());
        var client = Connect();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTenants.KeyOf(tenant));
        return client;
    }

    /// <summary>A client without a key. It fails where an answer is not as the service's document says.</summary>
    /// <param name="line">How it connects; null for as usual.</param>
    public HttpClient Connect(HttpMessageHandler? line = null) =>
        new(new DescribedAnswers(Description, line ?? new SocketsHttpHandler())) { BaseAddress = Address };

    /// <summary>A finished video of a tenant, rendered once for all tests that only look at it.</summary>
    public Task<string> FinishedVideoAsync(string tenant) =>
        _finished.GetOrAdd(
            tenant,
            async _ =>
            {
                using var client = ClientOf(tenant);
                var id = await client.SubmitAsync();
                await client.UntilAsync(id, "completed");
                return id;
            }
        );

    private WebApplication Build(ScratchFolder scratch)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder
            .Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("OmniAvatar", LogLevel.Information)
            .AddProvider(Logs);
        builder.Services.AddSingleton<IArtifactStore>(_store);
        builder.Services.AddSingleton<ITenantDirectory>(Tenants);
        builder.Services.AddSingleton<DbDataSource>(_ => RecordsFile.Open(Path.Combine(_folder.FullName, "keys.db")));
        builder.Services.AddSingleton<RecordStore>().AddSingleton<RecordedTenantDirectory>();
        builder.Services.AddSingleton<IKeyDirectory>(provider =>
            provider.GetRequiredService<RecordedTenantDirectory>()
        );
        builder.Services.AddVideoApi(options =>
        {
            (options.PictureBytes, options.SoundBytes, options.AdminKeySha256) = (
                1 << 20,
                1 << 20,
                ApiKey.Hash(AdminKey)
            );
            (options.FetchAllowed, options.FetchTime) = (
                TargetList.Parse("test", "127.0.0.1,named.example.com"),
                TimeSpan.FromSeconds(2)
            );
        });
        builder.Services.Configure<WebhookOptions>(webhooks =>
        {
            webhooks.Allowed = TargetList.Parse("test", "127.0.0.1");
            webhooks.Pace = TimeSpan.FromMilliseconds(50);
            webhooks.AnswerTime = TimeSpan.FromSeconds(1);
            webhooks.Waits = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];
        });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, clusterId: Guid.NewGuid().ToString("N"));
            silo.AddMemoryGrainStorageAsDefault();
            silo.Services.AddInMemoryRecords();
            silo.AddJobControl(new ConcatenatingAssembler(), scratch);
            silo.AddRenderSlot(Renderer(), scratch, slot => slot.JobsBeforeLeaving = null);
            silo.AddIncomingGrainCallFilter(call =>
                IsSilent(call) ? throw new SiloUnavailableException("The silo is gone.") : call.Invoke()
            );
        });
        return builder.Build();
    }

    private bool IsSilent(IIncomingGrainCallContext call) =>
        call.MethodName == nameof(IJobGrain.StatusAsync)
        && SilentJob is { } silent
        && call.TargetId.ToString().EndsWith(silent, StringComparison.Ordinal);

    private SteppedRenderer Renderer() =>
        new(
            new SteppedRendererOptions
            {
                Models = [Identity],
                PartBytes = 100_000,
                BeforeStep = (_, _, stopping) => Turnstile.Pass(stopping),
            }
        );

    /// <summary>17 frames a segment, 5 of them shared.</summary>
    private static ModelCard Card(string name, string identity) =>
        new()
        {
            Name = name,
            Identity = identity,
            Defaults = new ModelDefaults
            {
                Sizes =
                [
                    [128, 128],
                ],
                MaxTokens = 300,
                Steps = 3,
                OverlapFrames = 5,
            },
            NumericClass = "device=stepped",
            Announced = DateTimeOffset.UnixEpoch,
        };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Tests that share the one host.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}
