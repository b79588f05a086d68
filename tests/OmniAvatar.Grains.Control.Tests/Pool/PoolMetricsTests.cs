using System.Diagnostics.Metrics;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Tests.Pool;

public sealed class PoolMetricsTests : IDisposable
{
    private readonly PoolMetrics _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _seen = [];
    private readonly Dictionary<string, double> _tenants = [];

    public PoolMetricsTests()
    {
        // Other pools of this process measure too: only this one's instruments are heard.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics.Owns(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _seen[instrument.Name] = value);
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => _seen[instrument.Name] = _seen.GetValueOrDefault(instrument.Name) + value
        );
        _listener.SetMeasurementEventCallback<double>(Hear);
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Show_Status_IsWhatAnAutoscalerReads()
    {
        _metrics.Show(Status(), []);
        _metrics.CountGrant();
        _metrics.CountGrant();
        _metrics.CountRevocation();
        _listener.RecordObservableInstruments();

        _seen.ShouldBe(
            new Dictionary<string, double>
            {
                ["omniavatar.ready_segments"] = 7,
                ["omniavatar.backlog.gpu_seconds"] = 1234.5,
                ["omniavatar.slots"] = 4,
                ["omniavatar.busy_slots"] = 3,
                ["omniavatar.grants"] = 2,
                ["omniavatar.revocations"] = 1,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public void Show_UsageGrows_CountsWhatCameSinceWithFewLabels()
    {
        var tenants = Enumerable.Range(0, 3 * PoolMetrics.MostTenants).Select(n => $"t{n}").ToArray();
        _metrics.Show(Status(), tenants.Select(tenant => (tenant, 10.0)));
        _metrics.Show(Status(), tenants.Select(tenant => (tenant, 15.0)));

        _tenants.Count.ShouldBe(PoolMetrics.MostTenants + 1);
        _tenants["t0"].ShouldBe(15);
        _tenants.Values.Sum().ShouldBe(15.0 * tenants.Length);
    }

    private void Hear(
        Instrument instrument,
        double value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    )
    {
        if (tags.Length == 0)
            _seen[instrument.Name] = value;
        else
            _tenants[(string)tags[0].Value!] = _tenants.GetValueOrDefault((string)tags[0].Value!) + value;
    }

    private static PoolStatus Status() =>
        new()
        {
            ReadyWork = 7,
            BacklogGpuSeconds = 1234.5,
            Slots = 4,
            BusySlots = 3,
            Models = [],
            SecondsPerTokenStep = new Dictionary<string, double>(),
        };
}
