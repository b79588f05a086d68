using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Who holds what until when, judged by the pool's clock alone.</summary>
internal sealed class LeaseTable(GpuPoolOptions options)
{
    private readonly Dictionary<WorkId, Lease> _leases = [];
    private readonly PhaseMedians _medians = new();

    public void Add(WorkGrant grant, ISlotObserver observer, TimeSpan now) =>
        _leases[grant.Work] = new Lease(grant) { Observer = observer, Expires = now + grant.Lease, AdvancedAt = now };

    public int Count => _leases.Count;

    public WorkGrant? Of(WorkId work) => _leases.GetValueOrDefault(work)?.Grant;

    public WorkGrant? HeldBy(string slot) => _leases.Values.FirstOrDefault(l => l.Grant.Slot == slot)?.Grant;

    /// <summary>Renews a lease and notes how far it is; false if this grant holds none.</summary>
    public bool Renew(Heartbeat heartbeat, TimeSpan now)
    {
        if (!_leases.TryGetValue(heartbeat.Grant.Work, out var lease) || lease.Grant != heartbeat.Grant) return false;
        lease.Observer = heartbeat.Observer;
        lease.Expires = now + lease.Grant.Lease;
        if (lease.Phase == heartbeat.Phase && lease.Step == heartbeat.Step) return true;

        var advances = lease.Phase == heartbeat.Phase ? heartbeat.Step - lease.Step : 1;
        if (lease.Phase is { } phase) _medians.Add(phase, now - lease.AdvancedAt, advances);
        (lease.Phase, lease.Step, lease.AdvancedAt) = (heartbeat.Phase, heartbeat.Step, now);
        return true;
    }

    /// <summary>Ends a lease if it is this grant's.</summary>
    public bool Remove(WorkGrant grant) => Of(grant.Work) == grant && _leases.Remove(grant.Work);

    /// <summary>Ends and returns leases that were not renewed in time, or that stand still.</summary>
    public IReadOnlyList<Revocation> RemoveExpired(TimeSpan now) =>
        RemoveWhere(l => l.Expires <= now || IsStuck(l, now));

    /// <summary>Ends and returns all leases of a job.</summary>
    public IReadOnlyList<Revocation> RemoveAll(JobId job) => RemoveWhere(l => l.Grant.Work.Job == job);

    private Revocation[] RemoveWhere(Func<Lease, bool> over)
    {
        var revoked = _leases.Values.Where(over).Select(l => new Revocation(l.Grant, l.Observer)).ToArray();
        foreach (var lease in revoked) _leases.Remove(lease.Grant.Work);
        return revoked;
    }

    // Advances are only seen at heartbeats, so nothing shorter than a lease can count as standing still.
    private bool IsStuck(Lease lease, TimeSpan now) =>
        lease.Phase is { } phase && _medians.Of(phase) is { } median
        && now - lease.AdvancedAt > Max(lease.Grant.Lease, median * options.StuckAfterMedians);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed class Lease(WorkGrant grant)
    {
        public WorkGrant Grant { get; } = grant;

        public required ISlotObserver Observer { get; set; }

        public required TimeSpan Expires { get; set; }

        public required TimeSpan AdvancedAt { get; set; }

        public RenderPhase? Phase { get; set; }

        public int Step { get; set; }
    }
}

/// <summary>A lease that was ended, and whom to tell.</summary>
internal sealed record Revocation(WorkGrant Grant, ISlotObserver Observer);
