using System.Diagnostics;
using System.Net;
using OmniAvatar.Audit.Reading;
using OmniAvatar.Chaos.Network;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Cluster;

/// <summary>Gateways and renderers as processes, with a relay before each, all of them on loopback.</summary>
public sealed class ChaosCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly Partition _partition = new();
    private readonly List<Member> _gateways = [];
    private readonly List<Member> _renderers = [];
    private readonly string _folder;

    /// <param name="address">Which cluster.</param>
    /// <param name="folder">Where journals and logs are kept.</param>
    /// <param name="gateways">How many.</param>
    /// <param name="renderers">How many.</param>
    /// <param name="options">What each is started with.</param>
    public ChaosCluster(ClusterAddress address, string folder, int gateways, int renderers, MemberOptions options)
    {
        (Address, _folder) = (address, Directory.CreateDirectory(folder).FullName);
        for (var i = 1; i <= gateways; i++)
            _gateways.Add(
                NewMember(
                    $"gateway-{i}",
                    (ports, _) => GatewayProcess.Start(address, ports, [.. Common, .. options.Gateway])
                )
            );
        for (var i = 1; i <= renderers; i++)
            _renderers.Add(
                NewMember(
                    $"renderer-{i}",
                    (ports, journal) =>
                        RendererProcess.Start(
                            address,
                            options.Model,
                            ports,
                            [.. Common, "--journal", journal, .. options.Renderer]
                        )
                )
            );
    }

    public ClusterAddress Address { get; }

    public IReadOnlyList<Member> Gateways => _gateways;

    public IReadOnlyList<Member> Renderers => _renderers;

    public IEnumerable<Member> Members => _gateways.Concat(_renderers);

    /// <summary>The journals of all renderer processes so far.</summary>
    public IReadOnlyList<string> Journals => [.. _renderers.SelectMany(renderer => renderer.Journals)];

    /// <summary>Reads its evidence.</summary>
    public EvidenceReader Evidence =>
        new(Address.Postgres, Address.Blobs!, ChaosMachine.ContainerOf(Address), Journals);

    /// <summary>How often a process had ended by itself.</summary>
    public int Restarts { get; private set; }

    private string[] Common => ["--container", ChaosMachine.ContainerOf(Address), "--patience", "120"];

    /// <summary>Starts the members that do not run, and waits until all are ready.</summary>
    /// <exception cref="TimeoutException">A member did not become ready; the message has its log.</exception>
    public async Task StartAsync()
    {
        foreach (var member in Members)
            await member.StartAsync();
        var began = Stopwatch.GetTimestamp();
        while (await FirstUnreadyAsync() is { } unready)
        {
            if (Stopwatch.GetElapsedTime(began) > StartPatience)
                throw new TimeoutException($"{unready.Name} did not become ready.\n{unready.Process!.Log}");
            await Task.Delay(BetweenLooks);
            await TendAsync();
        }
    }

    /// <summary>Restarts ended members, as a service manager would.</summary>
    public async Task TendAsync()
    {
        foreach (var member in Members.Where(member => !member.IsRunning))
        {
            Restarts++;
            await member.StartAsync();
        }
    }

    /// <summary>SIGKILL to every process at the same moment.</summary>
    public Task KillAllAsync() =>
        Task.WhenAll(Members.Where(member => member.IsRunning).Select(member => member.Process!.KillAsync()));

    /// <summary>Cuts a member off from all others; it still reaches database and store.</summary>
    public void CutOff(Member one)
    {
        foreach (var other in Members.Where(member => member != one))
            _partition.Cut(one.Name, other.Name);
    }

    /// <summary>Blocks all traffic between two members.</summary>
    public void Cut(Member one, Member other) => _partition.Cut(one.Name, other.Name);

    /// <summary>Ends the partition.</summary>
    public void Heal() => _partition.Heal();

    public async ValueTask DisposeAsync()
    {
        // Otherwise connections that wait for the end of the partition would wait for ever.
        _partition.Heal();
        await KillAllAsync();
        foreach (var member in Members)
            await member.DisposeAsync();
    }

    private async Task<Member?> FirstUnreadyAsync()
    {
        foreach (var member in Members)
            if (await member.Process!.ReadinessAsync() != HttpStatusCode.OK)
                return member;
        return null;
    }

    private Member NewMember(string name, Func<ProcessPorts, string, ClusterProcess> start) =>
        new(name, start, _folder, _partition, NameOf);

    private string? NameOf(IPEndPoint end)
    {
        var running = Members
            .Select(member => (member.Name, member.Process))
            .Where(member => member.Process is { HasExited: false })
            .ToDictionary(member => member.Process!.Id, member => member.Name);
        return SocketOwner.Find(end, running.Keys) is { } process ? running[process] : null;
    }
}

/// <summary>Options of members.</summary>
/// <param name="Model">As renderers' <c>--model</c> takes it.</param>
/// <param name="Gateway">Further options of gateways.</param>
/// <param name="Renderer">Further options of renderers.</param>
public sealed record MemberOptions(string Model, IReadOnlyList<string> Gateway, IReadOnlyList<string> Renderer);
