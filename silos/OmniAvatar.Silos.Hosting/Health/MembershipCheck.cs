using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Whether this silo is an active member of the cluster and not on its way out.</summary>
internal sealed class MembershipCheck(
    ILocalSiloDetails silo,
    IClusterMembershipService membership,
    IHostApplicationLifetime lifetime
) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Task.FromResult(HealthCheckResult.Unhealthy("leaving"));
        var status = membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress);
        return Task.FromResult(
            status == SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(status.ToString())
        );
    }
}
