using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>Ports on loopback that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>A port that is free now; somebody else may take it before it is used.</summary>
    public static int Pick()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
