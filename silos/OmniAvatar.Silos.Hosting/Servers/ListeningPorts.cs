using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>A port that a process is about to listen on.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="Use">Its use, in a user's words: <c>the videos API</c>.</param>
/// <param name="Option">The option that chooses another.</param>
public sealed record WantedPort(IPEndPoint EndPoint, string Use, string Option);

/// <summary>Checks the ports before a process loads or joins anything. A failure names the port and what to
/// do.</summary>
public static class ListeningPorts
{
    /// <summary>Listens on all of them for a moment.</summary>
    /// <exception cref="RenderFailedException">Another program uses a port, or this user may not listen on
    /// it.</exception>
    /// <exception cref="WrongUseException">A port is wanted twice, or at an address that this machine does not
    /// have.</exception>
    public static void Check(IReadOnlyList<WantedPort> wanted)
    {
        var twice = wanted.GroupBy(port => port.EndPoint.Port).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            throw new WrongUseException(
                $"{string.Join(" and ", twice.Select(port => port.Option))} name the same port, {twice.Key}."
            );
        foreach (var port in wanted)
            Check(port);
    }

    /// <summary>Whether a start failed because another program used a port.</summary>
    public static bool WasTaken(Exception? failure) =>
        failure switch
        {
            null => false,
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
            AggregateException all => all.InnerExceptions.Any(WasTaken),
            _ => WasTaken(failure.InnerException),
        };

    /// <summary>The exception for a port that another program uses.</summary>
    public static RenderFailedException Taken(WantedPort port, Exception? cause = null) =>
        new(
            $"Port {port.EndPoint.Port} of {port.EndPoint.Address}, for {port.Use}, is taken by another "
                + $"program; choose another with {port.Option}.",
            cause
        );

    private static void Check(WantedPort port)
    {
        using var socket = new Socket(port.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The servers do the same: IPv6's "any address" includes IPv4's.
            if (port.EndPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(port.EndPoint);
            socket.Listen();
        }
        catch (SocketException e)
        {
            throw Describe(port, e);
        }
    }

    private static OmniAvatarException Describe(WantedPort port, SocketException cause)
    {
        var (number, address) = (port.EndPoint.Port, port.EndPoint.Address);
        return cause.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => Taken(port, cause),
            SocketError.AccessDenied => new RenderFailedException(
                $"This user may not listen on port {number} of {address}, for {port.Use}; choose one above "
                    + $"1023 with {port.Option}.",
                cause
            ),
            SocketError.AddressNotAvailable => new WrongUseException(
                $"{port.Option} names {address}, which is not an address of this machine.",
                cause
            ),
            _ => new RenderFailedException(
                $"Port {number} of {address}, for {port.Use}, cannot be opened: {cause.Message.TrimEnd('.')}.",
                cause
            ),
        };
    }
}
