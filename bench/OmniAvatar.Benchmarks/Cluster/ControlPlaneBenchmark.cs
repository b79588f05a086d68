using System.CommandLine;
using System.Globalization;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Runs;
using OmniAvatar.Client;
using OmniAvatar.Requests;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Benchmarks.Cluster;

/// <summary>
/// What the cluster itself costs: renderers that do nothing but commit parts of 1 KB, in real processes on PostgreSQL
/// and the blob store's emulator, all on this machine.
/// </summary>
public static class ControlPlaneBenchmark
{
    private const string Tenant = "acme";
    private const string Model = "commit-only";
    private const int SegmentsPerShot = 8;

    // Windows of 13 frames that share 5, 25 frames a second: a shot of 8 shows 68 frames of silence.
    private const double SecondsPerShot = 2.72;
    private const int LongShots = 121;
    private const int ShortShots = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary><c>control-plane</c> on the command line.</summary>
    public static Command Command()
    {
        var slots = new Option<int>("--slots")
        {
            Description = "Slots of the only renderer.",
            DefaultValueFactory = _ => 4,
        };
        var command = new Command(
            "control-plane",
            "Segments per second, the gap between them, and bytes written, with renderers that only commit."
        )
        {
            slots,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(slots)));
        return command;
    }

    private static async Task<int> RunAsync(int slots)
    {
        if (ChaosMachine.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"The control-plane benchmark needs real servers: {missing}.");
            return 1;
        }

        await using var machine = await ChaosMachine.StartAsync(withModel: false);
        var address = await machine.NewClusterAsync(cluster =>
            cluster with
            {
                GatewayProgram = Executables.Built("tools/OmniAvatar.Testing.Gateway"),
                RendererProgram = Executables.Built("tools/OmniAvatar.Testing.Renderer"),
                Lease = TimeSpan.FromSeconds(30),
                ProbeTimeout = TimeSpan.FromSeconds(5),
            }
        );
        var options = new MemberOptions(Model, [], ["--slots", $"{slots}"]);
        await using var cluster = new ChaosCluster(
            address,
            machine.PathOf("journals"),
            gateways: 1,
            renderers: 1,
            options
        );
        var client = new ApiClient(cluster, await ChaosMachine.AddTenantAsync(address, Tenant));
        await cluster.StartAsync();

        // The first job pays for what happens once.
        await MeasureAsync(machine, cluster, client, ShortShots);
        var brief = await MeasureAsync(machine, cluster, client, ShortShots);
        var lengthy = await MeasureAsync(machine, cluster, client, LongShots);
        return Report(brief, lengthy);
    }

    private static async Task<ControlPlaneFigures> MeasureAsync(
        ChaosMachine machine,
        ChaosCluster cluster,
        ApiClient client,
        int shots
    )
    {
        var submission = new VideoSubmission
        {
            Choices = new RenderChoices
            {
                Prompts = ["Nothing is rendered"],
                Seconds = Math.Round(shots * SecondsPerShot, 2),
                Shots = ShotMode.Auto,
                SegmentsPerShot = SegmentsPerShot,
            },
            Speakers = [new SubmittedSpeaker(machine.Picture)],
            Model = Model,
        };
        var watch = new JournalWatch(cluster);
        watch.Read();
        await using var meter = await WriteMeter.StartAsync(cluster.Address.Postgres, () => watch.Won);
        var job = new RunningJob(Tenant, client, await client.SubmitAsync(submission));
        if (
            !await watch.WaitAsync(
                async () =>
                {
                    await meter.SampleAsync();
                    return await job.IsOverAsync();
                },
                Patience
            )
            || job.Last.Status != "completed"
        )
            throw new TimeoutException($"The job did not end: {job.Last.Status} {job.Last.Error} {job.Last.Details}");
        await meter.SampleAsync();
        return await ControlPlaneFigures.ReadAsync(cluster, job.Id, meter);
    }

    private static int Report(ControlPlaneFigures brief, ControlPlaneFigures lengthy)
    {
        Console.WriteLine("| | short job | long job | aim |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Row("segments", brief.Segments, lengthy.Segments, "");
        Row("segments a second", brief.SegmentsPerSecond, lengthy.SegmentsPerSecond, "100");
        Row(
            "commit to successor's start on the same slot, median (ms)",
            brief.GapMilliseconds,
            lengthy.GapMilliseconds,
            "50"
        );
        Row("bytes in the store a segment, median", brief.StoreBytes, lengthy.StoreBytes, "within 10 %");
        Row("bytes of write-ahead log a segment, median", brief.LogBytes, lengthy.LogBytes, "within 10 %");
        Row("transactions a segment", brief.Transactions, lengthy.Transactions, "");
        var growth = (lengthy.StoreBytes + lengthy.LogBytes) / (brief.StoreBytes + brief.LogBytes);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nbytes written a segment, long job over short: {growth:0.000}"
            )
        );
        return lengthy.SegmentsPerSecond >= 100 && lengthy.GapMilliseconds <= 50 && growth is > 0.9 and < 1.1 ? 0 : 1;
    }

    private static void Row(string what, double brief, double lengthy, string aim) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {what} | {brief:0.#} | {lengthy:0.#} | {aim} |")
        );
}
