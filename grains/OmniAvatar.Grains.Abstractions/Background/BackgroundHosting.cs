using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;

namespace OmniAvatar.Grains.Background;

/// <summary>What every silo of ours has: a clock for work, a watch over background loops, exceptions that travel as
/// themselves.</summary>
public static class BackgroundHosting
{
    /// <summary>Adds it; any number of times.</summary>
    public static IServiceCollection AddBackgroundLoops(this IServiceCollection services)
    {
        services.TryAddSingleton(WorkClock.System);
        services.TryAddSingleton<BackgroundLoops>();
        // Otherwise a caller on another silo learns only that there was an exception, not that a database is away.
        services.Configure<ExceptionSerializationOptions>(exceptions =>
        {
            exceptions.SupportedNamespacePrefixes.Add("OmniAvatar");
            exceptions.SupportedNamespacePrefixes.Add("Npgsql");
        });
        return services;
    }
}
