using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniAvatar.Silos.Hosting.State;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>Composes the silo of a cluster that lives in one process.</summary>
public static class EmbeddedSilo
{
    /// <summary>
    /// A silo on loopback with a free port and a cluster id of its own, so that any number of them share a machine;
    /// state in SQLite.
    /// </summary>
    public static TBuilder AddEmbeddedSilo<TBuilder>(this TBuilder builder, EmbeddedClusterOptions options)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton(options.Store);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.Logging.ClearProviders();
        options.Logging?.Invoke(builder.Logging);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                options.Port(),
                gatewayPort: 0,
                serviceId: "omniavatar",
                clusterId: $"embedded-{Guid.NewGuid():N}"
            );
            silo.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddAdoNetGrainStorageAsDefault(storage =>
            {
                storage.Invariant = GrainStateFile.Invariant;
                storage.ConnectionString = GrainStateFile.Prepare(options.StateFile);
                storage.DeleteStateOnClear = true;
            });
            silo.Services.AddSingleton(services => new WatchedGrainStorage(
                services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME),
                options.StateFile
            ));
            silo.Services.AddSingleton<IGrainStorage>(services => services.GetRequiredService<WatchedGrainStorage>());
            options.Grains(silo);
        });
        return builder;
    }
}
