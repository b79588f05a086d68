using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseCheck(DbDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
