using Microsoft.Extensions.Diagnostics.HealthChecks;
using OmniAvatar.Grains.Background;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Whether the background loops of this process are well: none has ended, and none keeps failing.</summary>
internal sealed class BackgroundCheck(BackgroundLoops loops) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var unwell = string.Join("; ", loops.Unwell);
        return Task.FromResult(unwell.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(unwell));
    }
}
