using System.Net;
using OmniAvatar.Chaos.Network;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Cluster;

/// <summary>The kind of a member.</summary>
public enum MemberRole
{
    Gateway,
    Renderer,
}

/// <summary>A member of a cluster: a process behind a relay, which is restarted when it ends, as a service manager
/// would. Each start has ports, a data folder and a journal of its own.</summary>
public sealed class Member : IAsyncDisposable
{
    private readonly Func<ProcessPorts, string, ClusterProcess> _start;
    private readonly string _folder;
    private readonly Partition _partition;
    private readonly Func<IPEndPoint, string?> _nameOf;
    private readonly List<string> _journals = [];
    private Relay? _relay;

    /// <param name="name">Its name in reports.</param>
    /// <param name="start">Starts its process with these ports and this journal.</param>
    /// <param name="folder">Where its journals and logs are kept.</param>
    /// <param name="partition">The members that cannot reach each other.</param>
    /// <param name="nameOf">Finds the member from which a connection comes.</param>
    internal Member(
        string name,
        Func<ProcessPorts, string, ClusterProcess> start,
        string folder,
        Partition partition,
        Func<IPEndPoint, string?> nameOf
    ) => (Name, _start, _folder, _partition, _nameOf) = (name, start, folder, partition, nameOf);

    public string Name { get; }

    /// <summary>Its current or last process; null before the first.</summary>
    public ClusterProcess? Process { get; private set; }

    /// <summary>The journal of each of its processes, the newest last.</summary>
    public IReadOnlyList<string> Journals => _journals;

    public bool IsRunning => Process is { HasExited: false };

    /// <summary>Called with every line that one of its processes writes.</summary>
    public event Action<string>? Said;

    /// <summary>Starts a process and returns at once; does nothing while one runs.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
            return;
        await EndAsync();
        var journal = Path.Combine(_folder, $"{Name}-{_journals.Count + 1}.jsonl");
        _journals.Add(journal);
        var ports = new ProcessPorts(
            FreePort.Next(),
            Name.StartsWith("gateway", StringComparison.Ordinal) ? FreePort.Next() : 0,
            FreePort.Next(),
            FreePort.Next()
        );
        _relay = new Relay(Name, ports.Silo, ports.Listen!.Value, _partition, _nameOf);
        Process = _start(ports, journal);
        Process.Said += line => Said?.Invoke(line);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        var (process, relay) = (Process, _relay);
        (Process, _relay) = (null, null);
        if (process is not null)
        {
            await process.KillAsync();
            await File.AppendAllTextAsync(Path.Combine(_folder, $"{Name}.log"), process.Log + "\n");
            await process.DisposeAsync();
        }
        if (relay is not null)
            await relay.DisposeAsync();
    }
}
