using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Stops the silo while the process still answers HTTP, so that a probe of a draining renderer gets "not
/// ready" instead of no answer. (A web host is the last to start, so it would be the first to stop.)</summary>
internal sealed class SiloStopsFirst(Silo silo) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Adds <see cref="SiloStopsFirst"/>.</summary>
public static class SiloStopsFirstHosting
{
    /// <summary>The silo drains first, then HTTP stops.</summary>
    public static IServiceCollection AddSiloStopsFirst(this IServiceCollection services) =>
        services.AddHostedService<SiloStopsFirst>();
}
