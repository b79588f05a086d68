using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Http;
using OmniAvatar.Silos.Records;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Testing.Gateway;

/// <summary>
/// The gateway's composition with an assembler for parts that are no video, and with a fault that can be planted:
/// <c>--plant blind</c>
/// grants without looking whether the work is done. It keeps intermediates.
/// </summary>
internal static class TestGatewayCommand
{
    private static readonly ClusterResourceOptionSet Resources = new(DatabaseOptionSet.OfGateways);
    private static readonly ClusterOptionSet Clusters = new(siloPort: 11111, clientPort: 30000, ops: "127.0.0.1:9090");
    private static readonly Option<IPEndPoint?> Http = Setting.EndPoint(
        "--http",
        "Where the videos API listens",
        "127.0.0.1:8080"
    );
    private static readonly Option<TimeSpan> Lease = Setting.Seconds(
        "--lease",
        "How long a slot may stay silent before its work is granted again",
        30
    );

    // Parts that a planted fault has damaged cannot be joined by trying longer.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private static readonly Option<Plant> Planted = Setting.OneOf("--plant", "The fault to plant", Plant.None);

    private enum Plant
    {
        None,
        Blind,
    }

    public static Command Create()
    {
        var command = new Command("gateway", "Run a gateway for tests.") { Http, Lease, Planted };
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
        await using var app = Compose(parsed, resources);
        await app.RunAsync(cancellation);
        return 0;
    }

    private static WebApplication Compose(ParseResult parsed, ClusterResources resources)
    {
        var builder = ServerHost.CreateBuilder(
            resources,
            Clusters.Read(parsed),
            "gateway",
            silo =>
                silo.AddJobControl(
                        new ConcatenatingAssembler(),
                        resources.Scratch,
                        pool => pool.Lease = parsed.GetValue(Lease)
                    )
                    .Services.Configure<JobControlOptions>(job => job.LongestRetry = Retry)
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(parsed.GetValue(Http)!));
        builder.Services.AddRecords();
        builder.Services.AddVideoApi(api => api.KeepIntermediates = true);
        if (parsed.GetValue(Planted) == Plant.Blind)
        {
            var store = new BlindStore(resources.Store);
            builder.Services.AddSingleton<IArtifactStore>(store);
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(new BlindGrants(store));
        }

        var app = builder.Build();
        app.UseOpsPort();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOps();
        app.MapVideoApi();
        return app;
    }
}
