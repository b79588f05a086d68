using System.CommandLine;
using System.Net;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>Options for a process's part in a cluster.</summary>
public sealed class ClusterOptionSet
{
    private readonly Option<string?> _clusterId = Setting.Text(
        "--cluster-id",
        "ID",
        "Processes of the same id form a cluster",
        "omniavatar"
    );
    private readonly Option<IPAddress?> _advertise = Setting.Address(
        "--advertise",
        "Address at which other processes reach this one (default: the machine's first)"
    );
    private readonly Option<int> _siloPort;
    private readonly Option<int> _clientPort;
    private readonly Option<IPEndPoint?> _listen = Setting.EndPoint(
        "--listen",
        "Where to listen for other processes (default: the address of --advertise and the port of --silo-port)",
        null
    );
    private readonly Option<IPEndPoint?> _ops;
    private readonly Option<TimeSpan> _probeTimeout = Setting.Seconds(
        "--probe-timeout",
        "How long a probe between silos may take",
        5,
        most: 60
    );
    private readonly Option<int> _missedProbes = Setting.Whole(
        "--missed-probes",
        "Probes missed in a row before a silo is suspected",
        3,
        1,
        20
    );
    private readonly Option<int> _votes = Setting.Whole(
        "--death-votes",
        "Silos that must suspect a silo before it counts as dead",
        2,
        1,
        10
    );
    private readonly Option<TimeSpan> _drain = Setting.Seconds(
        "--drain",
        "How long the process may take to stop",
        30,
        most: 3600
    );

    /// <param name="siloPort">The default port for other silos.</param>
    /// <param name="clientPort">The default port for Orleans clients; 0 for none.</param>
    /// <param name="ops">The default address of health and metrics.</param>
    public ClusterOptionSet(int siloPort, int clientPort, string ops)
    {
        _siloPort = Setting.Whole("--silo-port", "Port at which other processes reach this one", siloPort, 1, 65_535);
        _clientPort = Setting.Whole("--client-port", "Port for Orleans clients; 0 for none", clientPort, 0, 65_535);
        _ops = Setting.EndPoint("--ops", "Where /healthz, /readyz and /metrics are served", ops);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _clusterId,
            _advertise,
            _siloPort,
            _clientPort,
            _listen,
            _ops,
            _probeTimeout,
            _missedProbes,
            _votes,
            _drain,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    public ClusterSettings Read(ParseResult parsed) =>
        new()
        {
            ClusterId = parsed.GetValue(_clusterId)!,
            Network = new NetworkSettings
            {
                Advertise = parsed.GetValue(_advertise),
                SiloPort = parsed.GetValue(_siloPort),
                ClientPort = parsed.GetValue(_clientPort),
                Listen = parsed.GetValue(_listen),
                Ops = parsed.GetValue(_ops)!,
            },
            Detection = new FailureDetection(
                parsed.GetValue(_probeTimeout),
                parsed.GetValue(_missedProbes),
                parsed.GetValue(_votes)
            ),
            Drain = parsed.GetValue(_drain),
        };
}
