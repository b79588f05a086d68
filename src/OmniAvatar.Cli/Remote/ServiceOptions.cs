using System.CommandLine;
using OmniAvatar.Client;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary>
/// How commands reach a service: where, and with whose key. The key comes from the environment, where no other user
/// sees it; without one, the cluster that runs here is asked with its own.
/// </summary>
internal sealed class ServiceOptions
{
    private const string DefaultAddress = "http://localhost:8080";
    private const string AddressVariable = "OMNIAVATAR_URL";
    private const string KeyVariable = "OMNIAVATAR_KEY";

    private readonly Option<string> _url = CheckedOption.Text(
        "--url",
        "URL",
        $"The service (default: {AddressVariable}, else the cluster that 'cluster up' runs here, else "
            + $"{DefaultAddress}); the key comes from {KeyVariable}, or is that cluster's."
    );
    private readonly Option<bool> _json = CheckedOption.Switch(
        "--json",
        "One JSON object per line on standard output."
    );

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The service that a command line means; the caller disposes the connection.</summary>
    /// <exception cref="WrongUseException">The address or the key cannot be used.</exception>
    public HttpClient Connect(ParseResult parsed)
    {
        var (address, key) = (parsed.GetValue(_url) ?? Variable(AddressVariable), Variable(KeyVariable));
        if (key is null && LocalCluster.Find() is { } cluster)
            (address, key) = Choose(address, cluster);
        return VideoClient.For(address ?? DefaultAddress, key);
    }

    /// <summary>Where no key was given: the cluster of this machine, unless another service is meant.</summary>
    internal static (string? Address, string? Key) Choose(string? address, LocalCluster cluster)
    {
        if (address is null)
            return (cluster.Address.AbsoluteUri, cluster.Key);
        return (address, cluster.Listens(address) ? cluster.Key : null);
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
