using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Timers;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>What the pool does unasked: expires leases, tells jobs what was lost, keeps tenants' terms, and finds jobs that it does not know.</summary>
public sealed partial class GpuPoolGrain : IRemindable
{
    private const string Backstop = "backstop";
    private const int TicksPerRefresh = 30;
    private static readonly TimeSpan BackstopPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TermsWait = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _knownTenants = [];

    /// <summary>Asks jobs that are open but of which nothing waits or runs here: an offer of theirs was lost with its silo.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var known = _scheduler.Jobs;
        foreach (var job in await _index.OpenJobsAsync())
            if (!known.Contains(job)) await GrainFactory.Job(job).ReofferAsync();
    }

    /// <summary>A pool that nobody calls is activated again within a minute, where the cluster keeps reminders.</summary>
    private async Task RemindAsync()
    {
        if (ServiceProvider.GetService(typeof(IReminderRegistry)) is null) return;
        while (true)
        {
            try
            {
                await this.RegisterOrUpdateReminder(Backstop, BackstopPeriod, BackstopPeriod);
                return;
            }
            catch (Exception e)
            {
                LogNotReminded(e, LongestRetry);
            }
            await _clock.Delay(LongestRetry, _deactivated.Token);
        }
    }

    private async Task WatchAsync()
    {
        for (var tick = 1; ; tick++)
        {
            await _clock.Delay(Tick, _deactivated.Token);
            foreach (var lease in _scheduler.Expire(_clock.Now)) Revoke(lease);
            if (_scheduler.Open(_clock.Now)) WakePulls();
            foreach (var gone in _ears.Keys.Where(slot => !_scheduler.IsPresent(slot)).ToArray()) _ears.Remove(gone);
            _metrics.Show(_scheduler.Status(), _scheduler.Used);
            if (tick % TicksPerRefresh == 0) RefreshTermsAsync().Ignore();
        }
    }

    private void Revoke(Lease lease)
    {
        Stop(lease.Grant);
        _metrics.CountRevocation();
        TellLostAsync(lease.Grant, lease.Usage).Ignore();
    }

    private void Stop(WorkGrant grant)
    {
        LogRevoked(grant.Work.Job.Tenant, grant.Work.Job.Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, grant.Slot);
        if (_ears.TryGetValue(grant.Slot, out var slot)) slot.OnStopAsync(grant).Ignore();
    }

    /// <summary>Tells the job until it hears: it offers the work again.</summary>
    private async Task TellLostAsync(WorkGrant grant, AttemptUsage usage)
    {
        for (var wait = Tick; ; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                await GrainFactory.Job(grant.Work.Job).LostAsync(grant, usage);
                return;
            }
            catch (Exception e)
            {
                LogLossNotHeard(e, grant.Work.Job.Tenant, grant.Work.Job.Job, wait);
            }
            await _clock.Delay(wait, _deactivated.Token);
        }
    }

    /// <summary>Asks every open job for its ready work, and again those that could not answer.</summary>
    private async Task RebuildAsync()
    {
        var asked = new HashSet<JobId>();
        var complete = false;
        while (!complete)
        {
            try
            {
                foreach (var job in await _index.OpenJobsAsync())
                {
                    if (asked.Contains(job)) continue;
                    await GrainFactory.Job(job).ReofferAsync();
                    asked.Add(job);
                }
                complete = true;
            }
            catch (Exception e)
            {
                LogNotRebuilt(e, Tick);
                await _clock.Delay(Tick, _deactivated.Token);
            }
        }
    }

    /// <summary>A tenant's limits hold from its first work on; should nobody tell them, it has the released terms for now.</summary>
    private async Task KnowTermsAsync(string tenant)
    {
        if (!_knownTenants.Add(tenant)) return;
        await RefreshTermsAsync(tenant);
    }

    private async Task RefreshTermsAsync()
    {
        _knownTenants.IntersectWith(_scheduler.Tenants);
        foreach (var tenant in _knownTenants.ToArray()) await RefreshTermsAsync(tenant);
    }

    private async Task RefreshTermsAsync(string tenant)
    {
        try
        {
            _scheduler.SetTerms(tenant, await GrainFactory.GetGrain<ITenantGrain>(tenant).TermsAsync().WaitAsync(TermsWait, _clock.Time));
        }
        catch (Exception e)
        {
            LogTermsNotRead(e, tenant);
        }
    }
}
