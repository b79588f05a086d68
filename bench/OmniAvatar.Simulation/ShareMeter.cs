namespace OmniAvatar.Simulation;

/// <summary>What a tenant got over all the time that it had work, beside what it should have got, in
/// GPU-seconds.</summary>
/// <param name="Tenant">Who.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Got">GPU-seconds of its slots.</param>
/// <param name="Fair">
/// The integral of its weighted fair share of the slots in use: at every moment by weight, but nobody more than it has
/// work for at that moment, the rest going to the others (max-min fairness).
/// </param>
public sealed record TenantShare(string Tenant, double Weight, double Got, double Fair)
{
    /// <summary>How far it is from its fair share, as a fraction of that.</summary>
    public double Error => Fair > 0 ? Math.Abs(Got - Fair) / Fair : 0;
}

/// <summary>All tenants' slots over a stretch of the run, on average.</summary>
/// <param name="Seconds">When it ended.</param>
/// <param name="Slots">Slots that each tenant had.</param>
/// <param name="Fair">Slots that each should have had.</param>
public sealed record ShareSample(double Seconds, IReadOnlyList<double> Slots, IReadOnlyList<double> Fair);

/// <summary>Measures shares from what really ran, not from what the pool believes.</summary>
internal sealed class ShareMeter(IReadOnlyList<string> tenants, IReadOnlyList<double> weights, double sampleEvery)
{
    private readonly Dictionary<string, int> _index = tenants
        .Select((name, index) => (name, index))
        .ToDictionary(t => t.name, t => t.index);
    private readonly int[] _running = new int[tenants.Count];
    private readonly int[] _waiting = new int[tenants.Count];
    private readonly double[] _got = new double[tenants.Count];
    private readonly double[] _fair = new double[tenants.Count];
    private readonly double[] _share = new double[tenants.Count];
    private readonly double[] _sampled = new double[tenants.Count];
    private readonly double[] _sampledFair = new double[tenants.Count];
    private readonly List<ShareSample> _samples = [];
    private TimeSpan _upTo;
    private double _sampleBegan;

    public IReadOnlyList<ShareSample> Samples => _samples;

    public IReadOnlyList<TenantShare> Shares =>
        [.. tenants.Select((name, i) => new TenantShare(name, weights[i], _got[i], _fair[i]))];

    /// <summary>Work that waits, of all tenants.</summary>
    public int Waiting { get; private set; }

    public void Runs(string tenant, int change, TimeSpan now)
    {
        Pass(now);
        _running[_index[tenant]] += change;
    }

    public void Waits(string tenant, int change, TimeSpan now)
    {
        Pass(now);
        _waiting[_index[tenant]] += change;
        Waiting += change;
    }

    private void Pass(TimeSpan now)
    {
        var seconds = (now - _upTo).TotalSeconds;
        if (seconds <= 0)
            return;
        _upTo = now;
        ShareOut();
        for (var i = 0; i < _running.Length; i++)
        {
            _sampled[i] += _running[i] * seconds;
            _got[i] += _running[i] * seconds;
            _sampledFair[i] += _share[i] * seconds;
            _fair[i] += _share[i] * seconds;
        }
        Sample(now.TotalSeconds);
    }

    /// <summary>Fills up every tenant's share by weight until it has what it has work for or nothing is left.</summary>
    private void ShareOut()
    {
        var (left, weight) = ((double)_running.Sum(), 0.0);
        for (var i = 0; i < _share.Length; i++)
        {
            _share[i] = double.NaN;
            if (Demand(i) > 0)
                weight += weights[i];
            else
                _share[i] = 0;
        }
        for (var settled = true; settled; )
        {
            settled = false;
            for (var i = 0; i < _share.Length; i++)
            {
                if (!double.IsNaN(_share[i]) || Demand(i) > left * weights[i] / weight)
                    continue;
                (_share[i], left, weight, settled) = (Demand(i), left - Demand(i), weight - weights[i], true);
            }
        }
        for (var i = 0; i < _share.Length; i++)
            if (double.IsNaN(_share[i]))
                _share[i] = left * weights[i] / weight;
    }

    private int Demand(int tenant) => _running[tenant] + _waiting[tenant];

    private void Sample(double now)
    {
        if (now - _sampleBegan < sampleEvery)
            return;
        var length = now - _sampleBegan;
        _samples.Add(
            new ShareSample(now, [.. _sampled.Select(s => s / length)], [.. _sampledFair.Select(s => s / length)])
        );
        Array.Clear(_sampled);
        Array.Clear(_sampledFair);
        _sampleBegan = now;
    }
}
