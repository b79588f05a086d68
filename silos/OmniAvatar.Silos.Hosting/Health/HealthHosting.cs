using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Background;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Whether this process can be given work.</summary>
public static class HealthHosting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Ready means: joined the cluster, database and store reachable, not about to leave, slots and loops in
    /// the background well.</summary>
    public static IServiceCollection AddServerHealth(this IServiceCollection services)
    {
        services.AddBackgroundLoops();
        services
            .AddHealthChecks()
            .AddCheck<MembershipCheck>("cluster", timeout: Patience)
            .AddCheck<DatabaseCheck>("database", timeout: Patience)
            .AddCheck<StoreCheck>("store", timeout: Patience)
            .AddCheck<BackgroundCheck>("background", timeout: Patience);
        return services;
    }
}
