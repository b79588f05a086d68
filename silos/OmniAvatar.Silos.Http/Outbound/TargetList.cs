using System.Net;

namespace OmniAvatar.Silos.Http.Outbound;

/// <summary>Hosts and networks that the operator has listed.</summary>
public sealed class TargetList
{
    private const int LongestName = 253;

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    private TargetList() { }

    /// <summary>Nothing is listed.</summary>
    public static TargetList Empty { get; } = new();

    /// <summary>Whether nothing is listed.</summary>
    public bool IsEmpty => _hosts.Count == 0 && _networks.Count == 0;

    /// <summary>Reads host names, addresses and networks such as <c>10.0.0.0/8</c>, separated by commas.</summary>
    /// <param name="option">The option that says so, for the message.</param>
    /// <param name="text">What it says; null lists nothing.</param>
    /// <exception cref="WrongUseException">An entry is none of these.</exception>
    public static TargetList Parse(string option, string? text)
    {
        var list = new TargetList();
        var entries = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var entry in entries)
            if (!list.TryAdd(entry))
                throw new WrongUseException(
                    $"{option} takes host names, addresses and networks such as 10.0.0.0/8, separated by commas, not "
                        + $"'{entry}'."
                );
        return list;
    }

    /// <summary>Whether a host was listed by its name.</summary>
    public bool HasHost(string host) => _hosts.Contains(host);

    /// <summary>Whether an address is in a listed network.</summary>
    public bool HasAddress(IPAddress address) => _networks.Exists(network => network.Contains(address));

    private bool TryAdd(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
            _networks.Add(network);
        else if (IPAddress.TryParse(entry, out var address))
            _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
        else if (entry.Length <= LongestName && Uri.CheckHostName(entry) == UriHostNameType.Dns)
            _hosts.Add(entry);
        else
            return false;
        return true;
    }
}
