using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>The pool's status.</summary>
internal sealed partial class PoolScheduler
{
    /// <summary>GPU-seconds reported since this pool was activated, by tenant.</summary>
    public IEnumerable<(string Tenant, double GpuSeconds)> Used => _shares.Accounts.Select(a => (a.Key, a.Value.Used));

    public bool IsPresent(string slot) => _slots.Contains(slot);

    /// <summary>Every tenant that has work here.</summary>
    public IEnumerable<string> Tenants => _backlog.Tenants;

    /// <summary>Every job of which work waits or runs.</summary>
    public HashSet<JobId> Jobs => [.. _ready.Jobs, .. _leases.Jobs, .. _reserved.Keys.Select(work => work.Job)];

    /// <summary>Units of work that wait.</summary>
    public int ReadyWork => _ready.Count;

    public PoolStatus Status() =>
        new()
        {
            ReadyWork = ReadyWork,
            BacklogGpuSeconds = _backlog.GpuSeconds(_speeds),
            Slots = _slots.Count,
            BusySlots = _leases.BusySlots,
            Models = [.. _slots.Present.SelectMany(slot => slot.Models).Distinct().Order(StringComparer.Ordinal)],
            SecondsPerTokenStep = new Dictionary<string, double>(_speeds.Measured),
            MostBacklogGpuSeconds = _options.MostBacklogGpuSeconds,
            ReadyWorkOf = _ready.CountOfTenants(),
        };

    /// <summary>Why a tenant's work of this demand waits, in one sentence; null if a slot could begin it now.</summary>
    public string? Waiting(string tenant, WorkDemand demand)
    {
        if (_slots.Count > 0 && !_slots.Present.Any())
            return WaitingReason.AllDraining;
        var reason = WaitingReason.Of(
            WorkKind.Of(demand),
            [.. _slots.Present],
            slot => _leases.HeldBy(slot) is not null
        );
        var account = _shares.Of(tenant);
        return reason is null && !account.MayHoldMore ? WaitingReason.Limit(account.Slots) : reason;
    }
}
