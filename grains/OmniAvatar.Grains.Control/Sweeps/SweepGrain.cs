using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Records;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>The cluster's only sweeper. Every control silo asks it to sweep at intervals; it sweeps as often as if one
/// silo asked.</summary>
[Reentrant]
public sealed partial class SweepGrain : Grain, ISweepGrain
{
    private readonly SweepOptions _options;
    private readonly WorkClock _clock;
    private readonly ILogger<SweepGrain> _logger;
    private readonly ArtifactSweep _sweep;
    private readonly CancellationTokenSource _deactivated = new();
    private TimeSpan? _began;
    private Task _running = Task.CompletedTask;

    /// <summary>Starts idle; <see cref="BeginAsync"/> begins the sweeps.</summary>
    public SweepGrain(
        IArtifactStore store,
        IJobIndex index,
        WorkClock clock,
        IOptions<SweepOptions> options,
        ILogger<SweepGrain> logger
    )
    {
        (_options, _clock, _logger) = (options.Value, clock, logger);
        _sweep = new ArtifactSweep(store, index, GrainFactory, clock, _options, LogSkipped);
    }

    /// <inheritdoc/>
    public Task BeginAsync()
    {
        if (!_running.IsCompleted || _clock.Now - _began < _options.Every / 2)
            return Task.CompletedTask;
        _began = _clock.Now;
        _running = SweepAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) =>
        _deactivated.CancelAsync();

    private async Task SweepAsync()
    {
        DelayDeactivation(_options.Every);
        try
        {
            var (jobs, swept) = await _sweep.RunAsync(_deactivated.Token);
            LogSwept(jobs, swept);
        }
        catch (Exception e) when (!_deactivated.IsCancellationRequested)
        {
            LogNotSwept(e, _options.Every);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "The store was swept: {Jobs} jobs have files, and {Swept} of them had files to remove"
    )]
    private partial void LogSwept(int jobs, int swept);

    [LoggerMessage(LogLevel.Warning, "The store could not be swept; the next try is in {Every}")]
    private partial void LogNotSwept(Exception exception, TimeSpan every);

    [LoggerMessage(LogLevel.Warning, "The files of job {Job} could not be checked; the next sweep checks them")]
    private partial void LogSkipped(Exception exception, string job);
}
