using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>Asks the cluster's sweeper to sweep from time to time, for as long as its silo lives.</summary>
public sealed partial class SweepClock(IGrainFactory grains, WorkClock clock, IOptions<SweepOptions> options, ILogger<SweepClock> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SweepClock), ServiceLifecycleStage.Active, StartAsync, _ => _stopping.CancelAsync());

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellation)
    {
        _ = Task.Run(AskAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task AskAsync()
    {
        while (true)
        {
            await clock.Delay(options.Value.Every, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return;
            try
            {
                await grains.GetGrain<ISweepGrain>(ISweepGrain.Key).BeginAsync();
            }
            catch (Exception e)
            {
                LogNotAsked(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sweeper could not be asked to sweep")]
    private partial void LogNotAsked(Exception exception);
}
