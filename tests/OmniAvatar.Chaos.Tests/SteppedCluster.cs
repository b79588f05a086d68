using System.Globalization;
using OmniAvatar.Audit;
using OmniAvatar.Audit.Reading;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Runs;
using OmniAvatar.Client;
using OmniAvatar.Requests;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Tests;

/// <summary>A cluster of real processes around renderers without a model, whose steps take as long as a test
/// wants.</summary>
internal sealed class SteppedCluster : IAsyncDisposable
{
    private const string Tenant = "acme";
    private const string ModelName = "stepped";

    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(15);

    private readonly ChaosMachine _machine;
    private readonly ApiClient _client;

    private SteppedCluster(ChaosMachine machine, ChaosCluster processes, ApiClient client)
    {
        (_machine, Processes, _client) = (machine, processes, client);
        Watch = new JournalWatch(processes);
    }

    /// <summary>How long a test waits for what must come.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    public ChaosCluster Processes { get; }

    public JournalWatch Watch { get; }

    public static async Task<SteppedCluster> StartAsync(ChaosMachine machine, SteppedClusterOptions options)
    {
        var address = await machine.NewClusterAsync(cluster =>
            options.Tune(
                cluster with
                {
                    IsShortLived = true,
                    GatewayProgram = Executables.Built("tools/OmniAvatar.Testing.Gateway"),
                    RendererProgram = Executables.Built("tools/OmniAvatar.Testing.Renderer"),
                }
            )
        );
        string[] renderer =
        [
            "--step-time",
            string.Create(CultureInfo.InvariantCulture, $"{options.StepSeconds}"),
            .. options.Renderer,
        ];
        var processes = new ChaosCluster(
            address,
            machine.PathOf(Guid.NewGuid().ToString("N")),
            options.Gateways,
            renderers: 2,
            new MemberOptions(ModelName, options.Gateway, renderer)
        );
        var client = new ApiClient(processes, await ChaosMachine.AddTenantAsync(address, Tenant));
        await processes.StartAsync();
        return new SteppedCluster(machine, processes, client);
    }

    /// <summary>Asks for a video in shots of two segments: one for half a second of speech, which leaves a renderer
    /// idle; more for longer ones.</summary>
    public async Task<RunningJob> SubmitAsync(double seconds)
    {
        var submission = new VideoSubmission
        {
            Choices = new RenderChoices
            {
                Prompts = ["Nothing is rendered"],
                Shots = ShotMode.Auto,
                SegmentsPerShot = 2,
            },
            Speakers = [new SubmittedSpeaker(_machine.Picture, await _machine.SoundAsync(seconds))],
            Model = ModelName,
        };
        return new RunningJob(Tenant, _client, await _client.SubmitAsync(submission));
    }

    /// <summary>The first renderer that is seen in the midst of a segment, and what it does.</summary>
    public async Task<(Member Renderer, OpenAttempt Held)> WorkingAsync()
    {
        Member? Working() =>
            Processes.Renderers.FirstOrDefault(renderer =>
                Watch.DoneBy(renderer) is { Work.IsConditioning: false, Step: > 0 }
            );
        (await Watch.WaitAsync(() => Working() is not null, Patience)).ShouldBeTrue("no renderer began to work");
        var renderer = Working()!;
        return (renderer, Watch.DoneBy(renderer)!);
    }

    /// <summary>The broken rules once all removals of files have had time to end.</summary>
    public async Task<IReadOnlyList<Violation>> AuditAsync()
    {
        var reader = Processes.Evidence with { HashVideo = EvidenceReader.HashBytesAsync };
        return (await SettledAudit.RunAsync(reader, new Dictionary<string, string>(), SettlePatience)).Violations;
    }

    public ValueTask DisposeAsync() => Processes.DisposeAsync();
}

/// <summary>What a test wants of it.</summary>
internal sealed record SteppedClusterOptions
{
    /// <summary>How long a step takes; a segment has five.</summary>
    public required double StepSeconds { get; init; }

    public int Gateways { get; init; } = 1;

    /// <summary>Sets time limits.</summary>
    public Func<ClusterAddress, ClusterAddress> Tune { get; init; } = address => address;

    /// <summary>Further options of gateways.</summary>
    public IReadOnlyList<string> Gateway { get; init; } = [];

    /// <summary>Further options of renderers.</summary>
    public IReadOnlyList<string> Renderer { get; init; } = [];
}
