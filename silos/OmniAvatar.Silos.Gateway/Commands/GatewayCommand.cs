using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Records;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Media.Videos;
using OmniAvatar.Silos.Gateway.Dashboard;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Http;
using OmniAvatar.Silos.Http.Studio;
using OmniAvatar.Silos.Http.Webhooks;
using OmniAvatar.Silos.Records;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary><c>gateway</c>: a silo with the control grains, and the videos API in front of it.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var options = new GatewayOptionSet();
        var command = new Command("gateway", "Run a gateway: the HTTP API and the grains that control jobs.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(GatewaySettings settings, CancellationToken cancellation)
    {
        List<WantedPort> ports = [new(settings.Http, "the videos API", "--http"), .. settings.Cluster.Network.Ports()];
        ListeningPorts.Check(ports);
        await using var resources = await ClusterResources.OpenAsync(
            settings.ClusterResources,
            TimeProvider.System,
            cancellation
        );
        return await ServerHost.RunAsync(() => Compose(settings, resources), ports, RunUntilStoppedAsync, cancellation);
    }

    private static async Task<int> RunUntilStoppedAsync(WebApplication app, CancellationToken cancellation)
    {
        await app.RunAsync(cancellation);
        return ExitCodes.Done;
    }

    private static WebApplication Compose(GatewaySettings settings, ClusterResources resources)
    {
        var builder = ServerHost.CreateBuilder(
            resources,
            settings.Cluster,
            "gateway",
            silo =>
            {
                silo.AddJobControl(new VideoAssembler(), resources.Scratch, pool => Set(pool, settings));
                silo.AddArtifactSweeps();
                if (settings.AdminKey is { } key)
                    silo.AddGuardedDashboard(key);
            }
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.Http));
        builder.Services.AddRecords().AddSingleton<IKeyDirectory, RecordedTenantDirectory>();
        builder.Services.AddSingleton<IPictureInspector>(GuardedInspector.OfThisProgram());
        builder.Services.AddKeyedSingleton(VideoApi.RequestStore, resources.RequestStore);
        builder.Services.AddVideoApi(api => Set(api, settings));
        builder.Services.Configure<WebhookOptions>(webhooks => webhooks.Allowed = settings.Outbound.Webhooks);

        var app = builder.Build();
        app.UseOpsPort();
        app.UseAuthentication();
        app.UseAuthorization();
        var ops = app.MapOps();
        if (settings.AdminKey is not null)
            ops.MapGuardedDashboard();
        app.MapVideoApi();
        app.MapStudio();
        return app;
    }

    private static void Set(GpuPoolOptions pool, GatewaySettings settings) =>
        (pool.Lease, pool.MostBacklogGpuSeconds) = (settings.Lease, settings.Queue.MostBacklogGpuSeconds);

    private static void Set(VideoApiOptions api, GatewaySettings settings)
    {
        (api.KeepIntermediates, api.QueueReadyWork, api.QueueReadyWorkOfTenant, api.FetchAllowed) = (
            settings.Intermediates == Intermediates.Keep,
            settings.Queue.Places,
            settings.Queue.PlacesOfTenant,
            settings.Outbound.Files
        );
        api.RequestsPerSecond = settings.RequestsPerSecond;
        if (settings.AdminKey is { } key)
            api.AdminKeySha256 = ApiKey.Hash(key.Reveal());
    }
}
