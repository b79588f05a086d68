namespace OmniAvatar.Testing.Processes;

/// <summary>A gateway as a process of its own.</summary>
public sealed class GatewayProcess : ClusterProcess
{
    private readonly int _http;

    private GatewayProcess(ClusterAddress cluster, ProcessPorts ports, int http, IEnumerable<string> more)
        : base(
            cluster.GatewayProgram,
            "gateway",
            cluster,
            ports,
            ["--http", $"127.0.0.1:{http}", "--lease", Seconds(cluster.Lease), .. more]
        ) => _http = http;

    /// <summary>Where the videos API is.</summary>
    public Uri Address => new($"http://127.0.0.1:{_http}/");

    /// <summary>Starts one and returns at once.</summary>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="ports">Its ports; free ones by default.</param>
    /// <param name="more">Further options.</param>
    public static GatewayProcess Start(ClusterAddress cluster, ProcessPorts? ports = null, params string[] more) =>
        new(cluster, ports ?? ProcessPorts.OfGateway(), FreePort.Next(), more);
}
