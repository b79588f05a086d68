using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>Slots that work whenever there is work, second by second, over tenants whose work never ends.</summary>
internal sealed class BusySlots
{
    private const int HeartbeatSeconds = 10;

    private readonly Random _random;
    private readonly Dictionary<string, WorkDemand> _endless = [];
    private readonly Dictionary<string, int> _offered = [];
    private readonly List<Busy?> _slots = [];
    private readonly string?[] _loaded;

    public BusySlots(int slots, int seed)
    {
        _random = new Random(seed);
        _slots.AddRange(Enumerable.Repeat<Busy?>(null, slots));
        _loaded = [.. Enumerable.Repeat("model", slots)];
    }

    public TestPool Pool { get; } = new(options => options.Adoption = TimeSpan.Zero);

    public double LoadSeconds { get; init; }

    public Dictionary<string, double> Used { get; } = [];

    public Dictionary<string, int> MostAtOnce { get; } = [];

    public int Loads { get; private set; }

    /// <summary>A tenant for which always ten units a slot wait.</summary>
    public void Endless(string tenant, double seconds, double weight = 1, int? limit = null, string model = "model")
    {
        Pool.Scheduler.SetTerms(tenant, new TenantTerms { Weight = weight, ConcurrentSlots = limit });
        _endless[tenant] = TestPool.Demand(seconds) with { Model = model };
        for (var i = 0; i < 10 * _slots.Count; i++)
            OfferOne(tenant, _endless[tenant]);
    }

    public void Some(string tenant, int count, double seconds)
    {
        for (var i = 0; i < count; i++)
            OfferOne(tenant, TestPool.Demand(seconds));
    }

    public void Run(double seconds)
    {
        for (var end = Pool.Now + seconds; Pool.Now < end; Pool.Now++)
        for (var slot = 0; slot < _slots.Count; slot++)
            Step(slot);
    }

    private void Step(int slot)
    {
        if (_slots[slot] is { } busy)
        {
            var used = Pool.Now - busy.Began;
            Used[busy.Tenant] = Used.GetValueOrDefault(busy.Tenant) + 1;
            if (used >= busy.Takes)
            {
                Pool.Release(busy.Grant, used);
                _slots[slot] = null;
            }
            else if ((int)used % HeartbeatSeconds == 0)
            {
                Pool.Beat(busy.Grant, used, (int)used).ShouldBe(Renewal.Renewed);
            }
        }
        if (_slots[slot] is null)
            Begin(slot);
    }

    private void Begin(int slot)
    {
        var description = new SlotDescription($"s{slot}", ["model", "big"], _loaded[slot], "class", 0);
        if (Pool.Take(description) is not { } grant)
            return;
        var tenant = grant.Work.Job.Tenant;
        var demand = _endless.GetValueOrDefault(tenant) ?? TestPool.Demand(40);
        var load = demand.Model == _loaded[slot] ? 0 : LoadSeconds;
        if (demand.Model != _loaded[slot])
            Loads++;
        _loaded[slot] = demand.Model;
        _slots[slot] = new Busy(
            grant,
            tenant,
            Pool.Now,
            load + Math.Max(1, Math.Round(demand.TokenSteps * (0.8 + 0.4 * _random.NextDouble())))
        );
        MostAtOnce[tenant] = Math.Max(MostAtOnce.GetValueOrDefault(tenant), _slots.Count(b => b?.Tenant == tenant));
        if (_endless.ContainsKey(tenant))
            OfferOne(tenant, demand);
    }

    private void OfferOne(string tenant, WorkDemand demand)
    {
        var shot = _offered[tenant] = _offered.GetValueOrDefault(tenant) + 1;
        Pool.Offer(TestPool.Segment(tenant, shot), demand);
    }

    private sealed record Busy(WorkGrant Grant, string Tenant, double Began, double Takes);
}
