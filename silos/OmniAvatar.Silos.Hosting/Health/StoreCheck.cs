using Microsoft.Extensions.Diagnostics.HealthChecks;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Whether the artifact store answers; the answer that an artifact does not exist counts.</summary>
internal sealed class StoreCheck(IArtifactStore store) : IHealthCheck
{
    private static readonly ArtifactName Probe = ArtifactName.Parse("health/probe");

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await store.ReadAsync(Probe, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
