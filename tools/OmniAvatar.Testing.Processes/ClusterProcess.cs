using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace OmniAvatar.Testing.Processes;

/// <summary>A gateway or a renderer as a process of its own, with ports of its own on loopback.</summary>
public abstract class ClusterProcess : ServerProcess
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(50);

    private readonly string _data;

    private protected ClusterProcess(
        string program,
        string command,
        ClusterAddress cluster,
        ProcessPorts ports,
        IEnumerable<string> arguments
    )
        : this(
            program,
            command,
            cluster,
            ports,
            Directory.CreateTempSubdirectory("omniavatar-process-").FullName,
            arguments
        ) { }

    private ClusterProcess(
        string program,
        string command,
        ClusterAddress cluster,
        ProcessPorts ports,
        string data,
        IEnumerable<string> arguments
    )
        : base($"{command} {ports.Silo}", StartInfo(program, command, cluster, ports, data, arguments)) =>
        (Ports, _data) = (ports, data);

    /// <summary>Where it is reached.</summary>
    public ProcessPorts Ports { get; }

    /// <summary>The status of <c>/readyz</c>, or null without an answer.</summary>
    public Task<HttpStatusCode?> ReadinessAsync() => AskAsync("readyz");

    /// <summary>The status of <c>/healthz</c>, or null without an answer.</summary>
    public Task<HttpStatusCode?> HealthAsync() => AskAsync("healthz");

    /// <summary>What <c>/metrics</c> says.</summary>
    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.Ops}/metrics"));

    /// <summary>Waits until it has joined the cluster and reaches everything that it needs.</summary>
    /// <exception cref="TimeoutException">It did not become ready in time, or ended; the message has its
    /// log.</exception>
    public Task WaitUntilReadyAsync() => WaitForReadinessAsync(status => status == HttpStatusCode.OK, mayEnd: false);

    /// <summary>Waits until it answers that it is not ready, or no longer answers.</summary>
    /// <exception cref="TimeoutException">It stayed ready; the message has its log.</exception>
    public Task WaitUntilNotReadyAsync() => WaitForReadinessAsync(status => status != HttpStatusCode.OK, mayEnd: true);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private async Task WaitForReadinessAsync(Func<HttpStatusCode?, bool> isIt, bool mayEnd)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isIt(await ReadinessAsync()))
        {
            if ((HasExited && !mayEnd) || Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{Name} did not change its readiness.\n{Log}");
            await Task.Delay(BetweenQuestions);
        }
    }

    private async Task<HttpStatusCode?> AskAsync(string what)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{Ports.Ops}/{what}"));
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static ProcessStartInfo StartInfo(
        string program,
        string command,
        ClusterAddress cluster,
        ProcessPorts ports,
        string data,
        IEnumerable<string> arguments
    )
    {
        var start = Executables.Start(
            program,
            cluster,
            [
                command,
                .. arguments,
                "--cluster-id",
                cluster.ClusterId,
                "--advertise",
                "127.0.0.1",
                "--data",
                data,
                "--log",
                "text",
                "--silo-port",
                $"{ports.Silo}",
                "--client-port",
                $"{ports.Client}",
                "--ops",
                $"127.0.0.1:{ports.Ops}",
                "--probe-timeout",
                Seconds(cluster.ProbeTimeout),
                "--missed-probes",
                $"{cluster.MissedProbes}",
                "--death-votes",
                $"{cluster.DeathVotes}",
                "--drain",
                Seconds(cluster.Drain),
            ]
        );
        if (ports.Listen is { } listen)
            start.ArgumentList.Add("--listen");
        if (ports.Listen is { } where)
            start.ArgumentList.Add($"127.0.0.1:{where}");
        return start;
    }
}

/// <summary>Ports of one process on loopback.</summary>
/// <param name="Silo">Where other silos reach it.</param>
/// <param name="Client">For Orleans clients; 0 for none.</param>
/// <param name="Ops">Health, readiness and metrics.</param>
/// <param name="Listen">Where it really listens for other silos, if a proxy stands before it.</param>
public sealed record ProcessPorts(int Silo, int Client, int Ops, int? Listen = null)
{
    /// <summary>Free ones for a gateway.</summary>
    public static ProcessPorts OfGateway() => new(FreePort.Next(), FreePort.Next(), FreePort.Next());

    /// <summary>Free ones for a renderer.</summary>
    public static ProcessPorts OfRenderer() => new(FreePort.Next(), 0, FreePort.Next());
}
