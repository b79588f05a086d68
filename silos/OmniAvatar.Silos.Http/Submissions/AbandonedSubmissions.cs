using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Sweeps the files of submissions that were cut off between their row in the index and their start, and old
/// idempotency keys.</summary>
internal sealed partial class AbandonedSubmissions(
    IJobIndex index,
    IIdempotencyKeys keys,
    IGrainFactory grains,
    IOptions<VideoApiOptions> options,
    TimeProvider time,
    ILogger<AbandonedSubmissions> logger
) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Sweeps once. Any number of gateways may sweep at the same time.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var job in await index.AbandonedAsync(time.GetUtcNow() - options.Value.AbandonedAfter, cancellation))
            await SweepAsync(job, cancellation);
        await keys.ForgetAsync(time.GetUtcNow() - options.Value.KeyMemory, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Rest, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSwept(e, Rest);
            }
        }
    }

    private async Task SweepAsync(JobId job, CancellationToken cancellation)
    {
        // The job may have started although its row is not updated yet.
        var state = (await grains.Job(job).StatusAsync()).State;
        if (state != JobState.New)
        {
            await index.SetStateAsync(job, state, cancellation: cancellation);
            return;
        }
        await grains.Job(job).DeleteAsync();
        LogSwept(job.Tenant, job.Job);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Job {Tenant}/{Job}: the submission was abandoned, and its files were removed"
    )]
    private partial void LogSwept(string tenant, string job);

    [LoggerMessage(LogLevel.Warning, "Abandoned submissions could not be removed; the next try is in {Wait}")]
    private partial void LogNotSwept(Exception exception, TimeSpan wait);
}
