using System.Globalization;
using System.Net;

namespace OmniAvatar.Chaos.Network;

/// <summary>Finds the process from which a connection comes. All processes are on loopback, so the address does not
/// tell. Linux shows in /proc the socket's number for a port, and the processes that hold that socket open.</summary>
internal static class SocketOwner
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    /// <summary>The one of these processes that holds the socket with this local end, or null.</summary>
    public static int? Find(IPEndPoint local, IEnumerable<int> processes) =>
        InodeOf(local.Port) is { } inode
            ? processes.Cast<int?>().FirstOrDefault(process => Holds(process!.Value, $"socket:[{inode}]"))
            : null;

    private static string? InodeOf(int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields =>
                fields[LocalAddress].EndsWith(ending, StringComparison.Ordinal) && fields[Inode] != "0"
            )
            ?[Inode];
    }

    private static bool Holds(int process, string socket)
    {
        try
        {
            return Directory
                .EnumerateFiles($"/proc/{process}/fd")
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, and so has its connection.
            return false;
        }
    }
}
