using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Records.Database;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace OmniAvatar.Silos.Hosting.Clustering;

/// <summary>Composes a silo of a real cluster: membership, grain state and reminders in PostgreSQL.</summary>
public static class ClusterSilo
{
    // Time for leaving the cluster, beside the time that a stop may take.
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    /// <summary>Joins the cluster; grains are what the process's assemblies hold.</summary>
    public static ISiloBuilder AddCluster(this ISiloBuilder silo, ClusterSettings settings, NpgsqlDataSource database)
    {
        silo.Configure<ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, ClusterSettings.ServiceId)
        );
        silo.Configure<EndpointOptions>(endpoint => Place(endpoint, settings.Network));
        silo.Configure<ClusterMembershipOptions>(membership => Detect(membership, settings.Detection));
        silo.Configure<GrainCollectionOptions>(grains =>
        {
            grains.DeactivationTimeout = LongerThan(Goodbye, settings.Drain - Goodbye);
            // A renderer's memory is full of weights, so memory pressure must not deactivate the grains that render.
            grains.EnableActivationSheddingOnMemoryPressure = false;
        });
        // A slot takes one unit of work at a time, so a busy processor does not mean overload.
        silo.Configure<LoadSheddingOptions>(shedding => shedding.LoadSheddingEnabled = false);
        silo.AddDatabase(database);
        silo.AddIncomingGrainCallFilter<DatabaseFailures>();
        return silo;
    }

    private static void AddDatabase(this ISiloBuilder silo, NpgsqlDataSource database)
    {
        silo.UseAdoNetClustering(clustering =>
            (clustering.Invariant, clustering.DataSource) = (Postgres.Invariant, database)
        );
        silo.UseAdoNetReminderService(reminders =>
            (reminders.Invariant, reminders.DataSource) = (Postgres.Invariant, database)
        );
        silo.AddAdoNetGrainStorageAsDefault(storage =>
            storage.Configure<Serializer>(
                (options, serializer) =>
                {
                    (options.Invariant, options.DataSource) = (Postgres.Invariant, database);
                    // Otherwise ended jobs would leave empty rows for ever.
                    options.DeleteStateOnClear = true;
                    options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                }
            )
        );
    }

    private static void Place(EndpointOptions endpoint, NetworkSettings network)
    {
        if (network.Advertise is not null)
            endpoint.AdvertisedIPAddress = network.Advertise;
        endpoint.SiloPort = network.SiloPort;
        endpoint.GatewayPort = network.ClientPort;
        endpoint.SiloListeningEndpoint = network.SiloEndPoint;
        if (network.ClientEndPoint is { } clients)
            endpoint.GatewayListeningEndpoint = clients;
    }

    private static void Detect(ClusterMembershipOptions membership, FailureDetection detection)
    {
        membership.ProbeTimeout = detection.ProbeTimeout;
        membership.TableRefreshTimeout = LongerThan(detection.ProbeTimeout, TimeSpan.FromSeconds(10));
        membership.NumMissedProbesLimit = detection.MissedProbes;
        membership.NumVotesForDeathDeclaration = detection.Votes;
        // A new silo wants an answer from all silos that signed lately. After the death of a whole cluster nobody
        // answers, so the first silos that start again wait until the last signature is this old. Old signatures do not
        // declare a silo dead, so the database may be away for longer.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.NumMissedTableIAmAliveLimit = 3;
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }

    private static TimeSpan LongerThan(TimeSpan least, TimeSpan wanted) => wanted > least ? wanted : least;
}
