using System.Globalization;
using System.Net;

namespace OmniAvatar.Silos.Http.Outbound;

/// <summary>
/// Where this service may connect to because a client says so. Every address that a name stands for is looked at when
/// the connection is made, so a name that changes, or an answer that leads elsewhere, comes to nothing.
/// </summary>
/// <param name="listed">What the operator has listed.</param>
/// <param name="onlyListed">Whether hosts must be listed. Then a listed name must still stand for public addresses or
/// listed networks, because its owner is a stranger; else a listed host is one of the operator's own, and may have
/// private addresses.</param>
internal sealed class OutboundPolicy(TargetList listed, bool onlyListed)
{
    private const int LongestUrl = 2048;
    private const int FirstFreePort = 1024;
    private const string NotEncrypted = "must begin with https://";

    /// <summary>Why an address cannot be used, as the end of a sentence that begins with its field; null if it
    /// can.</summary>
    public string? Refusal(string url, out Uri? target)
    {
        target = null;
        if (url.Length > LongestUrl)
            return string.Create(CultureInfo.InvariantCulture, $"may have at most {LongestUrl} characters");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "must be an address such as https://example.com/path";
        if (uri.UserInfo.Length > 0)
            return "must not have a user or a password in it";
        target = uri;
        return Refusal(uri);
    }

    /// <summary>The same for an address that is one of HTTP.</summary>
    public string? Refusal(Uri uri)
    {
        var host = uri.IdnHost;
        var literal = IPAddress.TryParse(host, out var address) ? address : null;
        var isListed = literal is null ? listed.HasHost(host) : listed.HasAddress(PublicAddresses.Plain(literal));
        // A file that comes over the internet as plain text may be anybody's.
        if (isListed)
            return onlyListed && literal is null && uri.Scheme != Uri.UriSchemeHttps ? NotEncrypted : null;
        if (onlyListed)
            return $"names a host that this service does not fetch from ({host}); send the file itself";
        if (uri.Scheme != Uri.UriSchemeHttps)
            return NotEncrypted;
        if (uri.Port != 443 && uri.Port < FirstFreePort)
            return string.Create(CultureInfo.InvariantCulture, $"must use port 443, or one from {FirstFreePort}");
        var isOwn = literal is null
            ? !host.Contains('.', StringComparison.Ordinal)
            : !PublicAddresses.IsPublic(literal);
        return isOwn ? $"must name a host of the internet; {host} is none" : null;
    }

    /// <summary>Whether a connection to a host may go to this address.</summary>
    public bool MayConnect(string host, IPAddress address) =>
        PublicAddresses.IsPublic(address)
        || listed.HasAddress(PublicAddresses.Plain(address))
        || (!onlyListed && listed.HasHost(host) && PublicAddresses.IsPrivate(address));
}
