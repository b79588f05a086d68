using System.CommandLine;
using System.Net;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary>A gateway's settings.</summary>
/// <param name="ClusterResources">Where the cluster keeps things.</param>
/// <param name="Cluster">How the gateway takes part in it.</param>
/// <param name="Http">Where the videos API listens.</param>
/// <param name="Lease">How long a slot may stay silent before its work is granted again.</param>
/// <param name="Queue">How much may wait.</param>
/// <param name="AdminKey">Opens the dashboard; null for no dashboard.</param>
/// <param name="RequestsPerSecond">That may come with one key; null for no limit.</param>
/// <param name="Intermediates">Whether a finished job keeps its segments and inputs.</param>
/// <param name="Outbound">Where the gateway may connect to because a client says so.</param>
internal sealed record GatewaySettings(
    ClusterResourceSettings ClusterResources,
    ClusterSettings Cluster,
    IPEndPoint Http,
    TimeSpan Lease,
    QueueSettings Queue,
    Secret? AdminKey,
    double? RequestsPerSecond,
    Intermediates Intermediates,
    OutboundSettings Outbound
);

/// <summary>Where a gateway may connect to because a client says so.</summary>
/// <param name="Webhooks">Receivers beside those of the internet.</param>
/// <param name="Files">Hosts from which submissions' files are fetched.</param>
internal sealed record OutboundSettings(TargetList Webhooks, TargetList Files);

/// <summary>How much work may wait. All gateways of a cluster must have the same values.</summary>
/// <param name="Places">Units of work of all tenants that could begin now.</param>
/// <param name="PlacesOfTenant">Units of work of one tenant that could begin now.</param>
/// <param name="MostBacklogGpuSeconds">GPU-seconds of all open jobs' remaining work; null for no limit.</param>
internal sealed record QueueSettings(int Places, int PlacesOfTenant, double? MostBacklogGpuSeconds);

/// <summary>The values of <c>--intermediates</c>.</summary>
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

    private const string WebhookAllow = "--webhook-allow";
    private const string FetchAllow = "--fetch-allow";

    private readonly ClusterResourceOptionSet _foundation = new(DatabaseOptionSet.OfGateways);
    private readonly ClusterOptionSet _cluster = new(siloPort: 11111, clientPort: 0, ops: "0.0.0.0:9090");
    private readonly Option<IPEndPoint?> _http = Setting.EndPoint(
        "--http",
        "Where the videos API listens",
        "0.0.0.0:8080"
    );
    private readonly Option<TimeSpan> _lease = Setting.Seconds(
        "--lease",
        "How long a slot may stay silent before its work is granted again",
        30
    );
    private readonly Option<int> _places = Setting.Whole(
        "--queue",
        "Segments that may wait for a slot; above that, only tenants with less than their share of the queue may "
            + "submit",
        10_000,
        1,
        1_000_000
    );
    private readonly Option<int> _placesOfTenant = Setting.Whole(
        "--tenant-queue",
        "Segments of one tenant that may wait for a slot",
        2500,
        1,
        1_000_000
    );
    private readonly Option<int> _backlog = Setting.Whole(
        "--most-backlog",
        "GPU-seconds of open work above which no new job is accepted; 0 for no limit",
        0,
        0,
        int.MaxValue
    );
    private readonly Option<int> _requests = Setting.Whole(
        "--requests-per-second",
        "Requests that may come with one key, on average; others wait for their turn up to 10 s, and what is beyond is "
            + "refused; 0 for no limit",
        100,
        0,
        1_000_000
    );
    private readonly Option<Intermediates> _intermediates = Setting.OneOf(
        "--intermediates",
        "Whether jobs submitted here keep their segments and inputs once they are finished",
        Intermediates.Drop
    );

    private readonly Option<string?> _webhookAllow = Setting.Text(
        WebhookAllow,
        "HOST|CIDR,…",
        "Hosts and networks of your own that may be receivers of webhooks, also without https; others must be hosts of "
            + "the internet"
    );
    private readonly Option<string?> _fetchAllow = Setting.Text(
        FetchAllow,
        "HOST|CIDR,…",
        "Hosts from which submissions' files are fetched where a client sends an address; without it none are"
    );

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [
                    _http,
                    _lease,
                    _places,
                    _placesOfTenant,
                    _backlog,
                    _requests,
                    _intermediates,
                    _webhookAllow,
                    _fetchAllow,
                ]
        )
            command.Options.Add(option);
        _cluster.AddTo(command);
        _foundation.AddTo(command);
    }

    public GatewaySettings Read(ParseResult parsed) =>
        new(
            _foundation.Read(parsed),
            _cluster.Read(parsed),
            parsed.GetValue(_http)!,
            parsed.GetValue(_lease),
            new QueueSettings(
                parsed.GetValue(_places),
                parsed.GetValue(_placesOfTenant),
                parsed.GetValue(_backlog) is > 0 and var most ? most : null
            ),
            Secret.FromEnvironment(AdminKeyVariable),
            parsed.GetValue(_requests) is > 0 and var rate ? rate : null,
            parsed.GetValue(_intermediates),
            new OutboundSettings(
                TargetList.Parse(WebhookAllow, parsed.GetValue(_webhookAllow)),
                TargetList.Parse(FetchAllow, parsed.GetValue(_fetchAllow))
            )
        );
}
