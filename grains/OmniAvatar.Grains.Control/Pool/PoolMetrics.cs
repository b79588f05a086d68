using System.Diagnostics.Metrics;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>
/// The pool's numbers for autoscalers and dashboards. Exported to Prometheus as <c>omniavatar_ready_segments</c>,
/// <c>omniavatar_backlog_gpu_seconds</c>, <c>omniavatar_slots</c>, <c>omniavatar_busy_slots</c>,
/// <c>omniavatar_grants_total</c>,
/// <c>omniavatar_revocations_total</c> and <c>omniavatar_tenant_gpu_seconds_total</c>. The silo that the pool is on has
/// them.
/// </summary>
internal sealed class PoolMetrics : IDisposable
{
    public const string MeterName = "OmniAvatar.Pool";

    /// <summary>Tenants with their own label. All later tenants share one label, which bounds the number of
    /// labels.</summary>
    public const int MostTenants = 100;

    private const string OtherTenants = "other";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _grants;
    private readonly Counter<long> _revocations;
    private readonly Counter<double> _gpuSeconds;
    private readonly Dictionary<string, double> _told = [];
    private readonly HashSet<string> _labels = [];
    private volatile PoolStatus? _status;

    public PoolMetrics()
    {
        _meter.CreateObservableGauge(
            "omniavatar.ready_segments",
            () => _status?.ReadyWork ?? 0,
            null,
            "Segments and conditionings that wait for a slot."
        );
        _meter.CreateObservableGauge(
            "omniavatar.backlog.gpu_seconds",
            () => _status?.BacklogGpuSeconds ?? 0,
            null,
            "Estimated GPU-seconds of all open jobs' remaining work."
        );
        _meter.CreateObservableGauge(
            "omniavatar.slots",
            () => _status?.Slots ?? 0,
            null,
            "Slots that pulled or reported lately."
        );
        _meter.CreateObservableGauge(
            "omniavatar.busy_slots",
            () => _status?.BusySlots ?? 0,
            null,
            "Slots that hold a lease."
        );
        _grants = _meter.CreateCounter<long>("omniavatar.grants", null, "Leases granted.");
        _revocations = _meter.CreateCounter<long>(
            "omniavatar.revocations",
            null,
            "Leases that expired or made no progress."
        );
        _gpuSeconds = _meter.CreateCounter<double>(
            "omniavatar.tenant.gpu_seconds",
            null,
            "GPU-seconds used, by tenant."
        );
    }

    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void CountGrant() => _grants.Add(1);

    public void CountRevocation() => _revocations.Add(1);

    /// <summary>Shows the pool as it is now.</summary>
    public void Show(PoolStatus status, IEnumerable<(string Tenant, double GpuSeconds)> used)
    {
        _status = status;
        foreach (var (tenant, seconds) in used)
        {
            var more = seconds - _told.GetValueOrDefault(tenant);
            if (more <= 0)
                continue;
            _told[tenant] = seconds;
            _gpuSeconds.Add(more, new KeyValuePair<string, object?>("tenant", Label(tenant)));
        }
    }

    public void Dispose() => _meter.Dispose();

    private string Label(string tenant) =>
        _labels.Contains(tenant) || (_labels.Count < MostTenants && _labels.Add(tenant)) ? tenant : OtherTenants;
}
