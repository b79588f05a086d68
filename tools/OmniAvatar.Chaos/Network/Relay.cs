using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Chaos.Network;

/// <summary>Forwards connections to a member's port, as far as the partition allows.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _member;
    private readonly int _target;
    private readonly Partition _partition;
    private readonly Func<IPEndPoint, string?> _nameOf;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    /// <param name="member">The member behind it.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="target">Where the member really listens.</param>
    /// <param name="partition">The members that cannot reach each other.</param>
    /// <param name="nameOf">Finds the member from which a connection comes.</param>
    public Relay(string member, int port, int target, Partition partition, Func<IPEndPoint, string?> nameOf)
    {
        (_member, _target, _partition, _nameOf) = (member, target, partition, nameOf);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(RelayAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        await Task.Yield();
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                var from = _nameOf((IPEndPoint)client.Client.RemoteEndPoint!);
                await _partition.PassAsync(from, _member, _closing.Token);
                await server.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                // The sockets' own streams are used, because they always report a lost client as an IOException.
                using var near = new NetworkStream(client.Client);
                using var far = new NetworkStream(server.Client);
                // If one side ends, the other is closed as well.
                await await Task.WhenAny(PumpAsync(near, far, from), PumpAsync(far, near, from));
            }
            catch (Exception e)
                when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection is lost; a relay must expect that.
            }
        }
    }

    private async Task PumpAsync(NetworkStream source, NetworkStream target, string? from)
    {
        var buffer = new byte[BufferBytes];
        while (await source.ReadAsync(buffer, _closing.Token) is > 0 and var count)
        {
            await _partition.PassAsync(from, _member, _closing.Token);
            await target.WriteAsync(buffer.AsMemory(0, count), _closing.Token);
        }
    }
}
