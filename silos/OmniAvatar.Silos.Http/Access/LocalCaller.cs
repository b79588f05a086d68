using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Whether a request comes from a program on this machine. A web page in a browser does not count: it could
/// otherwise send forms to a service without keys, or reach the service under a foreign name that resolves to this
/// machine.</summary>
internal static class LocalCaller
{
    public static bool Is(HttpRequest request) =>
        IsLoopback(request.HttpContext.Connection.RemoteIpAddress)
        && IsLocalName(request.Host.Host)
        && (
            request.Headers[HeaderNames.Origin].ToString() is not { Length: > 0 } origin
            || Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLocalName(page.Host)
        );

    /// <summary>Whether a name can only mean this machine.</summary>
    public static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
