namespace OmniAvatar.Testing.Processes;

/// <summary>A renderer as a process of its own: one slot on the CPU with one thread.</summary>
public sealed class RendererProcess : ClusterProcess
{
    private RendererProcess(ClusterAddress cluster, ProcessPorts ports, string model, IEnumerable<string> more)
        : base(
            cluster.RendererProgram,
            "renderer",
            cluster,
            ports,
            ["--model", model, "--device", "cpu", "--threads", "1", .. more]
        ) { }

    /// <summary>Starts one and returns at once.</summary>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="model">As <c>--model</c> takes it: <c>[NAME=]DIR</c>.</param>
    /// <param name="ports">Its ports; free ones by default.</param>
    /// <param name="more">Further options.</param>
    public static RendererProcess Start(
        ClusterAddress cluster,
        string model,
        ProcessPorts? ports = null,
        params string[] more
    ) => new(cluster, ports ?? ProcessPorts.OfRenderer(), model, more);
}
