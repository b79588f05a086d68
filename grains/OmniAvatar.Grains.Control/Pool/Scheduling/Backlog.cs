using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Work that open jobs still have before them, by tenant and model: what waits, what runs, and what comes
/// behind it.</summary>
internal sealed class Backlog
{
    private readonly Dictionary<string, Dictionary<string, Remaining>> _tenants = [];

    public IEnumerable<string> Tenants => _tenants.Keys;

    public void Add(WorkOffer offer)
    {
        var tenant = offer.Work.Job.Tenant;
        if (!_tenants.TryGetValue(tenant, out var models))
            _tenants[tenant] = models = [];
        if (!models.TryGetValue(offer.Demand.Model, out var remaining))
            models[offer.Demand.Model] = remaining = new Remaining();
        remaining.Count(offer.Demand, 1);
    }

    public void Remove(WorkOffer offer)
    {
        var models = _tenants[offer.Work.Job.Tenant];
        var remaining = models[offer.Demand.Model];
        remaining.Count(offer.Demand, -1);
        if (remaining.Units > 0)
            return;
        models.Remove(offer.Demand.Model);
        if (models.Count == 0)
            _tenants.Remove(offer.Work.Job.Tenant);
    }

    /// <summary>What a tenant has before it, by model.</summary>
    public IReadOnlyDictionary<string, Remaining> Of(string tenant) => _tenants[tenant];

    /// <summary>Estimated GPU-seconds of everybody's.</summary>
    public double GpuSeconds(SpeedTable speeds) => _tenants.Values.Sum(models => GpuSeconds(speeds, models));

    /// <summary>Estimated GPU-seconds of a tenant's; 0 if it has none.</summary>
    public double GpuSeconds(SpeedTable speeds, string tenant) =>
        _tenants.TryGetValue(tenant, out var models) ? GpuSeconds(speeds, models) : 0;

    private static double GpuSeconds(SpeedTable speeds, IReadOnlyDictionary<string, Remaining> models) =>
        models.Sum(model =>
            model.Value.TokenSteps * speeds.SecondsPerTokenStep(model.Key, null)
            + model.Value.Unsized * speeds.UnsizedSeconds(model.Key)
        );

    /// <summary>Work with one model.</summary>
    internal sealed class Remaining
    {
        public double TokenSteps { get; private set; }

        /// <summary>Units of work without a size.</summary>
        public int Unsized { get; private set; }

        public int Units { get; private set; }

        public void Count(WorkDemand demand, int sign)
        {
            TokenSteps += sign * (demand.TokenSteps + demand.TokenStepsBehind);
            if (demand.TokenSteps <= 0)
                Unsized += sign;
            Units += sign;
        }
    }
}
