using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Hosting.State;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>A started cluster in this process. Disposing stops it gracefully: the slot gives back what it
/// holds.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private const int MostPorts = 5;

    private readonly IHost _host;
    private readonly IArtifactStore _store;

    private EmbeddedCluster(IHost host, IArtifactStore store)
    {
        _host = host;
        _store = store;
    }

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts the silo and its slots.</summary>
    /// <exception cref="RenderFailedException">The state file cannot be used.</exception>
    public static async Task<EmbeddedCluster> StartAsync(EmbeddedClusterOptions options, CancellationToken cancellation)
    {
        for (var port = 1; ; port++)
        {
            var host = Host.CreateEmptyApplicationBuilder(null).AddEmbeddedSilo(options).Build();
            try
            {
                await host.StartAsync(cancellation);
                return new EmbeddedCluster(host, options.Store);
            }
            catch (Exception e) when (port < MostPorts && ListeningPorts.WasTaken(e))
            {
                host.Dispose();
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Runs a job whose request, plan and inputs lie in the store to its end, from wherever it stands, and returns the
    /// manifest of its output. Cancelling stops waiting only; dispose the cluster to stop the work.
    /// </summary>
    /// <exception cref="OmniAvatarException">The job failed for this reason, or its state cannot be written; it can be
    /// run again.</exception>
    public async Task<ResultManifest> RunAsync(
        JobId job,
        JobTerms terms,
        IProgress<JobStatus>? progress,
        CancellationToken cancellation
    )
    {
        var state = _host.Services.GetRequiredService<WatchedGrainStorage>();
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellation, state.Lost);
        try
        {
            return await RunWhileStateLastsAsync(job, terms, progress, run.Token);
        }
        catch when (state.Failure is not null && !cancellation.IsCancellationRequested)
        {
            throw state.Failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task<ResultManifest> RunWhileStateLastsAsync(
        JobId job,
        JobTerms terms,
        IProgress<JobStatus>? progress,
        CancellationToken cancellation
    )
    {
        var grain = Grains.Job(job);
        await grain.StartAsync(terms);
        if (await grain.ResumeAsync() is { } refusal)
            throw refusal.ToException();

        var watch = new JobWatch(Grains, grain);
        await foreach (var status in watch.StatusesAsync(cancellation))
        {
            progress?.Report(status);
            if (status.Failure is { } failure)
                throw failure.ToException();
            if (status.State == JobState.Cancelled)
                throw new CancelledException("The job was cancelled.");
            if (status.State == JobState.Completed)
                break;
        }

        return await ManifestCommit.FindAsync(_store, JobArtifacts.OutputResult(job), cancellation)
            ?? throw new RenderFailedException("The job is done, but its video is not in the store.");
    }
}
