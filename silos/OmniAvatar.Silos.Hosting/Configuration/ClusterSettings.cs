using System.Net;
using OmniAvatar.Silos.Hosting.Servers;

namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>How a process takes part in a cluster.</summary>
public sealed record ClusterSettings
{
    /// <summary>Stays the same for ever: grain state belongs to it.</summary>
    public const string ServiceId = "omniavatar";

    /// <summary>Silos of the same id find each other.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Addresses and ports of the silo.</summary>
    public required NetworkSettings Network { get; init; }

    /// <summary>How soon a silent silo counts as dead.</summary>
    public required FailureDetection Detection { get; init; }

    /// <summary>How long the process may take to stop, from SIGTERM to the end of the process.</summary>
    public required TimeSpan Drain { get; init; }
}

/// <summary>Addresses and ports of a process.</summary>
public sealed record NetworkSettings
{
    /// <summary>The address at which other silos reach this one; null takes the machine's first.</summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>The port at which other silos reach this one.</summary>
    public required int SiloPort { get; init; }

    /// <summary>The port for Orleans clients; 0 for none.</summary>
    public required int ClientPort { get; init; }

    /// <summary>Where to listen for other silos, if that differs: behind a proxy or an address translation.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Where health, readiness and metrics are served.</summary>
    public required IPEndPoint Ops { get; init; }

    /// <summary>Where the silo listens.</summary>
    public IPEndPoint SiloEndPoint => Listen ?? new IPEndPoint(Advertise ?? IPAddress.Any, SiloPort);

    /// <summary>Where the silo listens for Orleans clients; null for none.</summary>
    public IPEndPoint? ClientEndPoint => ClientPort > 0 ? new IPEndPoint(SiloEndPoint.Address, ClientPort) : null;

    /// <summary>The ports of any process of a cluster.</summary>
    public IEnumerable<WantedPort> Ports()
    {
        yield return new WantedPort(Ops, "health and metrics", "--ops");
        yield return new WantedPort(
            SiloEndPoint,
            "other processes of the cluster",
            Listen is null ? "--silo-port" : "--listen"
        );
        if (ClientEndPoint is { } clients)
            yield return new WantedPort(clients, "Orleans clients", "--client-port");
    }
}

/// <summary>When a silo counts as dead.</summary>
/// <param name="ProbeTimeout">How long a probe may take; also the time between two.</param>
/// <param name="MissedProbes">Probes missed in a row before a silo is suspected.</param>
/// <param name="Votes">Silos that must suspect it.</param>
public sealed record FailureDetection(TimeSpan ProbeTimeout, int MissedProbes, int Votes);
