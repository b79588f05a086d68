using Microsoft.Extensions.DependencyInjection;

namespace OmniAvatar.Silos.Health;

/// <summary>Whether this process can be given work.</summary>
public static class HealthHosting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Ready means: joined the cluster, database and store reachable, not about to leave.</summary>
    public static IServiceCollection AddServerHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<MembershipCheck>("cluster", timeout: Patience)
            .AddCheck<DatabaseCheck>("database", timeout: Patience)
            .AddCheck<StoreCheck>("store", timeout: Patience);
        return services;
    }
}
