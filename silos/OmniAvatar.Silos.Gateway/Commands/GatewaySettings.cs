using System.CommandLine;
using System.Net;
using OmniAvatar.Silos.Configuration;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary>What a gateway is told.</summary>
/// <param name="Foundation">Where the cluster keeps things.</param>
/// <param name="Cluster">How the gateway takes part in it.</param>
/// <param name="Http">Where the videos API listens.</param>
/// <param name="Lease">How long a slot may stay silent before its work is granted again.</param>
/// <param name="AdminKey">Opens the dashboard; null for no dashboard.</param>
/// <param name="Intermediates">What becomes of a finished job's segments and inputs.</param>
internal sealed record GatewaySettings(
    FoundationSettings Foundation, ClusterSettings Cluster, IPEndPoint Http, TimeSpan Lease, Secret? AdminKey, Intermediates Intermediates);

/// <summary>What <c>--intermediates</c> can say.</summary>
internal enum Intermediates
{
    Drop,
    Keep,
}

/// <summary>The options of <c>gateway</c>.</summary>
internal sealed class GatewayOptionSet
{
    /// <summary>The variable with the key that opens the dashboard.</summary>
    private const string AdminKeyVariable = "OMNIAVATAR_ADMIN_KEY";

    private readonly FoundationOptionSet _foundation = new();
    private readonly ClusterOptionSet _cluster = new(siloPort: 11111, clientPort: 30000, ops: "0.0.0.0:9090");
    private readonly Option<IPEndPoint?> _http = Setting.EndPoint("--http", "Where the videos API listens", "0.0.0.0:8080");
    private readonly Option<TimeSpan> _lease = Setting.Seconds("--lease", "How long a slot may stay silent before its work is granted again", 30);
    private readonly Option<Intermediates> _intermediates =
        Setting.OneOf("--intermediates", "Whether jobs submitted here keep their segments and inputs once they are finished", Intermediates.Drop);

    public void AddTo(Command command)
    {
        command.Options.Add(_http);
        command.Options.Add(_lease);
        command.Options.Add(_intermediates);
        _cluster.AddTo(command);
        _foundation.AddTo(command);
    }

    public GatewaySettings Read(ParseResult parsed) => new(
        _foundation.Read(parsed), _cluster.Read(parsed), parsed.GetValue(_http)!, parsed.GetValue(_lease), Secret.FromEnvironment(AdminKeyVariable),
        parsed.GetValue(_intermediates));
}
