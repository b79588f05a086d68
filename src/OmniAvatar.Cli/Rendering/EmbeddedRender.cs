using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Cli.Logging;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Embedded;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Runs one job in a cluster inside this process.</summary>
internal static class EmbeddedRender
{
    // Long enough for a hiccup of the disk; a full one is the user's to know of.
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs the job from wherever it stands and returns its video.</summary>
    public static async Task<ArtifactPart> RunAsync(
        LocalJob job, IWorkRenderer renderer, string logFile, bool verbose, Action<RenderEvent> show, TimeProvider time, CancellationToken cancellation)
    {
        var scratch = new ScratchFolder(job.Store.NewScratchFolder());
        using var log = new FileLoggerProvider(logFile, time);
        var options = new EmbeddedClusterOptions
        {
            StateFile = job.StateFile,
            Store = job.Store,
            // The slot lives and dies with this process, so what an earlier run left unfinished is nobody's.
            Grains = silo => silo
                .AddJobControl(new VideoAssembler(), scratch, pool => pool.Adoption = TimeSpan.Zero)
                .AddRenderSlot(renderer, scratch, slot => slot.CommitPatience = CommitPatience),
            Logging = logging => Configure(logging, log, verbose),
        };
        var progress = new JobProgress(job.Plan, await job.CountFinishedAsync(cancellation), show, time);
        await using var cluster = await EmbeddedCluster.StartAsync(options, cancellation);
        var result = await cluster.RunAsync(job.Id, progress, cancellation);
        return result.Part(PartRoles.Video);
    }

    private static void Configure(ILoggingBuilder logging, ILoggerProvider log, bool verbose)
    {
        logging.AddProvider(log);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        // Advice for servers, which a command that lives for one job cannot follow.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        if (!verbose) return;
        // Standard output belongs to progress and events.
        logging.AddSimpleConsole(console => console.SingleLine = true).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
