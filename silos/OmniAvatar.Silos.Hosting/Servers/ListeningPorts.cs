using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>A port that a process is about to listen on.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="Use">What for, as a user says it: <c>the videos API</c>.</param>
/// <param name="Option">The option that chooses another.</param>
public sealed record WantedPort(IPEndPoint EndPoint, string Use, string Option);

/// <summary>Says of ports that cannot be listened on which it is and what to do, before a process has loaded or joined
/// anything.</summary>
public static class ListeningPorts
{
    /// <summary>Listens on all of them for a moment.</summary>
    /// <exception cref="RenderFailedException">Another program has one, or this user may not have it.</exception>
    /// <exception cref="WrongUseException">One is wanted twice, or at an address that this machine does not
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

    /// <summary>Whether a start failed because somebody else had a port.</summary>
    public static bool WasTaken(Exception? failure) =>
        failure switch
        {
            null => false,
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
            AggregateException all => all.InnerExceptions.Any(WasTaken),
            _ => WasTaken(failure.InnerException),
        };

    /// <summary>What to throw where another program has a port.</summary>
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
            // As the servers do: of IPv6's "any address" IPv4's is a part.
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
