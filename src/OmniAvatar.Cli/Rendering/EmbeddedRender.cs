using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Cli.Logging;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Hosting.Embedded;
using OmniAvatar.Silos.Records;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Runs one job in a cluster inside this process.</summary>
internal static class EmbeddedRender
{
    // Long enough for a hiccup of the disk; a full one is the user's to know of.
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(5);

    // Who interrupts waits for the prompt; the last checkpoint is not far behind.
    private static readonly TimeSpan InterruptionPatience = TimeSpan.FromSeconds(1);

    /// <summary>Runs the job from wherever it stands and returns its video.</summary>
    public static async Task<ArtifactPart> RunAsync(
        LocalJob job,
        string modelName,
        IWorkRenderer renderer,
        string logFile,
        bool verbose,
        Action<RenderEvent> show,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var scratch = new ScratchFolder(job.Store.NewScratchFolder());
        using var log = new FileLoggerProvider(logFile, time);
        var options = new EmbeddedClusterOptions
        {
            StateFile = job.StateFile,
            Store = job.Store,
            Grains = silo => AddGrains(silo, renderer, scratch),
            Logging = logging => Configure(logging, log, verbose),
        };
        var progress = new JobProgress(job.Plan, await job.CountFinishedAsync(cancellation), show, time);
        await using var cluster = await EmbeddedCluster.StartAsync(options, cancellation);
        var result = await cluster.RunAsync(
            job.Id,
            new JobTerms
            {
                Model = job.Request.ModelManifest,
                Summary = JobSummary.Of(modelName, job.Request, job.Plan),
            },
            progress,
            cancellation
        );
        return result.Part(PartRoles.Video);
    }

    private static void AddGrains(ISiloBuilder silo, IWorkRenderer renderer, ScratchFolder scratch)
    {
        // The one slot lives and dies with this process: what an earlier run left unfinished is nobody's, and what
        // failed here fails here again.
        silo.Services.AddInMemoryRecords();
        silo.AddJobControl(new VideoAssembler(), scratch, pool => pool.Adoption = TimeSpan.Zero);
        silo.Services.Configure<JobControlOptions>(job =>
            (job.AttemptsBeforeFailing, job.FaultsBeforeFailing, job.StorePatience) = (1, 2, DiskPatience)
        );
        silo.AddRenderSlot(
            renderer,
            scratch,
            slot =>
                (slot.CommitPatience, slot.StepPatience, slot.JobsBeforeLeaving) = (
                    DiskPatience,
                    InterruptionPatience,
                    null
                )
        );
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
        if (!verbose)
            return;
        // Standard output belongs to progress and events.
        logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
