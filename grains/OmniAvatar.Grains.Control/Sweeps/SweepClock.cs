using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Background;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>Asks the cluster's sweeper to sweep from time to time, for as long as its silo lives.</summary>
public sealed class SweepClock(IGrainFactory grains, IOptions<SweepOptions> options, BackgroundLoops loops)
    : ILifecycleParticipant<ISiloLifecycle>,
        IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SweepClock), ServiceLifecycleStage.Active, StartAsync, _ => _stopping.CancelAsync());

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellation)
    {
        _ = loops.RepeatAsync(
            "sweeps",
            () => grains.GetGrain<ISweepGrain>(ISweepGrain.Key).BeginAsync(),
            options.Value.Every,
            _stopping.Token
        );
        return Task.CompletedTask;
    }
}
