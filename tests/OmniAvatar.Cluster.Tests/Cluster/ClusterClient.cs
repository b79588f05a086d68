using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Media;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Storage;
using OmniAvatar.Testing.Processes;
using Orleans.Configuration;

namespace OmniAvatar.Cluster.Tests.Cluster;

/// <summary>An Orleans client of a cluster under test, and its store: submits jobs without the HTTP API and sees what
/// the API does not show.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DirectoryArtifactStore _store;

    private ClusterClient(IHost host, DirectoryArtifactStore store) => (_host, _store) = (host, store);

    public IArtifactStore Store => _store;

    /// <summary>What each silo can host.</summary>
    public IEnumerable<(SiloAddress Silo, string[] Grains)> Manifests =>
        _host
            .Services.GetRequiredService<IClusterManifestProvider>()
            .Current.Silos.Select(silo =>
                (silo.Key, silo.Value.Grains.Keys.Select(grain => grain.ToString()!).ToArray())
            );

    public IJobGrain Job(JobId job) => _host.Services.GetRequiredService<IGrainFactory>().Job(job);

    public static async Task<ClusterClient> ConnectAsync(ClusterAddress cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (cluster.ClusterId, "omniavatar")
            );
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (Postgres.Invariant, cluster.Postgres)
            );
        });
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterClient(host, new DirectoryArtifactStore(cluster.StoreFolder!));
    }

    /// <summary>Submits a job, under a trace if one is given, and returns its name.</summary>
    public async Task<JobId> SubmitAsync(ModelCard model, string picture, string sound, string? traceParent = null)
    {
        var input = await InputIngest.RunAsync(picture, sound, _store.NewScratchFolder(), default);
        var request = RequestBuilder.Build(
            new RenderChoices { Prompts = ["a person speaks"] },
            model.Defaults,
            model.Identity,
            input.Facts,
            model.NumericClass
        );
        var job = new JobId("acme", $"job-{Guid.NewGuid():N}");
        await input.PutAsync(_store, job, request, default);
        await JobDocuments.WriteAsync(_store, job, request, SegmentPlanner.Plan(request), default);
        await Job(job).StartAsync(new JobTerms { Model = model.Identity, TraceParent = traceParent });
        return job;
    }

    /// <summary>Waits until nothing more happens to a job.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<JobStatus> WaitUntilOverAsync(JobId job, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var end = new CancellationTokenSource(patience);
        while (!end.IsCancellationRequested)
        {
            if (await Job(job).StatusAsync() is { IsOver: true } status)
                return status;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        throw new TimeoutException(
            $"{job} was not over after {patience.TotalSeconds:0} s: {await Job(job).StatusAsync()}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _store.Dispose();
    }
}
