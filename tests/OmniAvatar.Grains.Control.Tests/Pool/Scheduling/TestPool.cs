using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>A scheduler whose jobs say yes to every grant, with a clock of its own in seconds.</summary>
internal sealed class TestPool
{
    private readonly Dictionary<WorkId, int> _attempts = [];

    public TestPool(Action<GpuPoolOptions>? set = null)
    {
        var options = new GpuPoolOptions { UnknownSecondsPerTokenStep = 1 };
        set?.Invoke(options);
        Scheduler = new PoolScheduler(options, TimeSpan.Zero);
    }

    public PoolScheduler Scheduler { get; }

    public double Now { get; set; }

    private TimeSpan Time => TimeSpan.FromSeconds(Now);

    public static SlotDescription Slot(string name, params string[] models) =>
        new(name, models.Length == 0 ? ["model"] : models, models.Length == 0 ? "model" : models[0], "class", 0);

    public static WorkId Segment(string tenant, int shot, int segment = 0, string job = "job") =>
        new(new JobId(tenant, job), shot, segment);

    public static WorkDemand Demand(double seconds = 10, int remaining = 1) =>
        new()
        {
            Model = "model",
            TokenSteps = seconds,
            RemainingWindows = remaining,
            TokenStepsBehind = (remaining - 1) * seconds,
        };

    public void Terms(string tenant, double weight = 1, int? slots = null) =>
        Scheduler.SetTerms(tenant, new TenantTerms { Weight = weight, ConcurrentSlots = slots });

    public void Offer(WorkId work, WorkDemand? demand = null, string? warmOn = null) =>
        Scheduler.Offer(
            new WorkOffer(work, warmOn, _attempts.GetValueOrDefault(work), LastAttemptIsOver: true, demand ?? Demand()),
            Time
        );

    public void Offer(string tenant, int count, WorkDemand? demand = null)
    {
        for (var shot = 0; shot < count; shot++)
            Offer(Segment(tenant, shot), demand);
    }

    /// <summary>Lends a slot its next work.</summary>
    public WorkGrant? Take(SlotDescription slot)
    {
        if (Scheduler.Take(slot, Time) is not { } taken)
            return null;
        var attempt = _attempts[taken.Offer.Work] = _attempts.GetValueOrDefault(taken.Offer.Work) + 1;
        return Scheduler.Grant(taken, attempt, Time);
    }

    public WorkGrant? Take(string slot) => Take(Slot(slot));

    public Renewal Beat(WorkGrant grant, double used = 0, int step = 0) =>
        Scheduler.Renew(grant, Slot(grant.Slot), new RenderProgress(RenderPhase.Denoise, step, 0), Usage(used), Time);

    public void Release(WorkGrant grant, double used, double load = 0) =>
        Scheduler.Release(grant, Usage(used, load)).ShouldBeTrue();

    public IReadOnlyList<WorkGrant> Expire() => [.. Scheduler.Expire(Time).Select(lease => lease.Grant)];

    private static AttemptUsage Usage(double used, double load = 0) => new((long)(used * 1000), (long)(load * 1000));
}
