using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Silos.Http.Outbound;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellation);

/// <summary>A target that the policy does not let this service connect to.</summary>
internal sealed class TargetRefusedException() : IOException("The host's address is not one that may be connected to.");

/// <summary>HTTP connections that go only where a policy lets them.</summary>
internal static class GuardedHttp
{
    private const int AnswerBytes = 4096;
    private const int HeaderKilobytes = 16;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    /// <summary>Resolves by the machine's own settings.</summary>
    public static HostResolver Dns { get; } = System.Net.Dns.GetHostAddressesAsync;

    /// <summary>A client that resolves a host, looks at every address, and connects to one that it has looked at. It
    /// follows no redirect, keeps no cookie, and uses no proxy, which would connect in its place.</summary>
    public static HttpClient Create(OutboundPolicy policy, HostResolver resolve)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTime,
            PooledConnectionLifetime = ConnectionLife,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxResponseDrainSize = AnswerBytes,
            ConnectCallback = (context, cancellation) =>
                ConnectAsync(context.DnsEndPoint, policy, resolve, cancellation),
        };
        // Each request says when to give up.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target,
        OutboundPolicy policy,
        HostResolver resolve,
        CancellationToken cancellation
    )
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await resolve(target.Host, cancellation);
        // One bad address among good ones is refused as well: nobody mixes them for a good reason.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => policy.MayConnect(target.Host, address)))
            throw new TargetRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
