using System.CommandLine;
using System.Globalization;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Client;
using OmniAvatar.Requests;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>
/// What the HTTP API costs: listeners of one video's events, clients that ask for its status, a flood of requests, and
/// large uploads, at one gateway process over PostgreSQL and the blob store's emulator, all on this machine.
/// </summary>
public static class ApiBenchmark
{
    private const string Tenant = "acme";
    private const string Flooder = "flood";
    private const string Model = "stepped";
    private const double Seconds = 60;

    /// <summary><c>api</c> on the command line.</summary>
    public static Command Command()
    {
        var listeners = Count("--listeners", "Listeners of the events of one video.", 1000);
        var clients = Count(
            "--clients",
            "Clients that ask for the status of the video, one request after another.",
            200
        );
        var connections = Count("--flood", "Connections of a tenant that floods a gateway.", 200);
        var uploads = Count("--uploads", "Submissions of 20 MB that are sent at once.", 100);
        var command = new Command(
            "api",
            "Listeners of events at one gateway: memory, CPU and delay; status polls against a bare endpoint: rate and "
                + "p99; a tenant's wait beside another's flood; a gateway's memory beside large uploads. 0 leaves one "
                + "out."
        )
        {
            listeners,
            clients,
            connections,
            uploads,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    new Counts(
                        parsed.GetValue(listeners),
                        parsed.GetValue(clients),
                        parsed.GetValue(connections),
                        parsed.GetValue(uploads)
                    ),
                    cancellation
                )
        );
        return command;
    }

    private static Option<int> Count(string name, string description, int fallback) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static async Task<int> RunAsync(Counts counts, CancellationToken cancellation)
    {
        if (ChaosMachine.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"The api benchmark needs real servers: {missing}.");
            return 1;
        }
        Console.WriteLine($"load before: {LoadAverage()}");
        await using var machine = await ChaosMachine.StartAsync(withModel: false);
        var address = await machine.NewClusterAsync(cluster =>
            cluster with
            {
                RendererProgram = Executables.Built("tools/OmniAvatar.Testing.Renderer"),
                Lease = TimeSpan.FromSeconds(30),
                ProbeTimeout = TimeSpan.FromSeconds(5),
            }
        );
        var options = new MemberOptions(Model, ["--requests-per-second", "0"], ["--step-time", "0.3"]);
        await using var cluster = new ChaosCluster(address, machine.PathOf("journals"), 1, 1, options);
        var key = await ChaosMachine.AddTenantAsync(address, Tenant);
        await cluster.StartAsync();

        var video = await new ApiClient(cluster, key).SubmitAsync(Submission(machine));
        var gateway = (GatewayProcess)cluster.Gateways[0].Process!;
        if (counts.Listeners > 0)
            await ListenersBenchmark.RunAsync(cluster, gateway, key, video.Id, counts.Listeners, cancellation);
        if (counts.Clients > 0)
            await PollsBenchmark.RunAsync(gateway, key, video.Id, counts.Clients, cancellation);
        if (counts.Flood > 0)
            await FloodAsync(cluster, key, video.Id, counts.Flood, cancellation);
        if (counts.Uploads > 0)
            await UploadsBenchmark.RunAsync(cluster, machine.Picture, Model, counts.Uploads, cancellation);
        Console.WriteLine($"load after: {LoadAverage()}");
        return 0;
    }

    /// <summary>At a gateway with the usual limit, and at the one without.</summary>
    private static async Task FloodAsync(
        ChaosCluster cluster,
        string key,
        string video,
        int connections,
        CancellationToken cancellation
    )
    {
        var flooder = await ChaosMachine.AddTenantAsync(cluster.Address, Flooder);
        await using var limited = GatewayProcess.Start(cluster.Address);
        await limited.WaitUntilReadyAsync();
        var free = (GatewayProcess)cluster.Gateways[0].Process!;
        foreach (var (gateway, name) in ((GatewayProcess, string)[])[(limited, "limited"), (free, "without a limit")])
            await FloodBenchmark.RunAsync(gateway.Address, name, flooder, key, video, connections, cancellation);
    }

    private static VideoSubmission Submission(ChaosMachine machine) =>
        new()
        {
            Choices = new RenderChoices { Prompts = ["Nothing is rendered"], Seconds = Seconds },
            Speakers = [new SubmittedSpeaker(machine.Picture)],
            Model = Model,
        };

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    /// <summary>Prints a line, with numbers as everywhere.</summary>
    internal static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Seconds of a processor that a process has used so far.</summary>
    internal static double ProcessorSeconds(int process)
    {
        var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        // The name, in brackets, may have anything in it; times in the kernel's hundredths are the 12th and 13th after.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..13].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / 100;
    }

    /// <summary>How many of each; 0 for none.</summary>
    private sealed record Counts(int Listeners, int Clients, int Flood, int Uploads);
}
