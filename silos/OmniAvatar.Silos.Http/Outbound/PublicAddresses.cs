using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Silos.Http.Outbound;

/// <summary>Which addresses are public, by IANA's registries of special-purpose addresses.</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. Networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        .. Networks("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        // Documentation, multicast, reserved and broadcast.
        .. Networks("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    ];

    // Everything outside is loopback, link-local, unique-local, multicast, IPv4 in another dress, or not given out.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    // Protocols (Teredo among them), documentation, 6to4: the last holds an IPv4 address.
    private static readonly IPNetwork[] SpecialV6 =
    [
        .. Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    ];

    private static readonly IPNetwork[] LinkLocal = [.. Networks("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32")];

    private static readonly IPNetwork[] Private =
    [
        .. Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"),
        .. Networks("::1/128", "fc00::/7"),
    ];

    /// <summary>An address without IPv6's dress of an IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether the address is one of the internet at large.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !IsIn(SpecialV4, plain)
            : GlobalV6.Contains(plain) && !IsIn(SpecialV6, plain);
    }

    /// <summary>Whether the address is one of the own network or machine. Link-local ones, under which clouds tell
    /// machines their secrets, are not.</summary>
    public static bool IsPrivate(IPAddress address) =>
        IsIn(Private, Plain(address)) && !IsIn(LinkLocal, Plain(address));

    private static bool IsIn(IPNetwork[] networks, IPAddress address) =>
        Array.Exists(networks, network => network.Contains(address));

    private static IEnumerable<IPNetwork> Networks(params string[] networks) =>
        networks.Select(network => IPNetwork.Parse(network));
}
