using System.Runtime.ExceptionServices;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Resilience;
using Orleans.Timers;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>The pool's background work: expires leases, tells jobs about lost attempts, refreshes tenants' terms, and
/// finds jobs that it does not know.</summary>
public sealed partial class GpuPoolGrain : IRemindable
{
    private const string Backstop = "backstop";
    private static readonly TimeSpan TermsPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BackstopPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TermsWait = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Task> _terms = [];

    private Retries Patiently =>
        new(_clock.Time, new Backoff(Tick, LongestRetry) { IsSpread = _options.SpreadRetries });

    /// <summary>The reminder also activates a pool without callers; an active pool looks for forgotten jobs by
    /// itself.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => AskForgottenAsync();

    /// <summary>Asks open jobs that have no work here: their offer was lost with a silo.</summary>
    private async Task AskForgottenAsync()
    {
        var known = _scheduler.Jobs;
        foreach (var job in await _index.OpenJobsAsync(_deactivated.Token))
        {
            if (known.Contains(job))
                continue;
            try
            {
                await GrainFactory.Job(job).ReofferAsync();
            }
            catch (Exception e)
            {
                // A failure of one job must not delay the others.
                LogJobSilent(e, job.Tenant, job.Job);
            }
        }
    }

    /// <summary>A pool without callers is activated again within a minute, if the cluster keeps reminders.</summary>
    private async Task RemindAsync()
    {
        if (ServiceProvider.GetService(typeof(IReminderRegistry)) is null)
            return;
        await Patiently.UntilDoneAsync(
            () => this.RegisterOrUpdateReminder(Backstop, BackstopPeriod, BackstopPeriod),
            LogNotReminded,
            _deactivated.Token
        );
    }

    private Task WatchAsync()
    {
        foreach (var lease in _scheduler.Expire(_clock.Now))
            Revoke(lease);
        if (_scheduler.Open(_clock.Now))
            WakePulls();
        foreach (var gone in _observers.Keys.Where(slot => !_scheduler.IsPresent(slot)).ToArray())
            _observers.Remove(gone);
        _metrics.Show(_scheduler.Status(), _scheduler.Used);
        return Task.CompletedTask;
    }

    private void Revoke(Lease lease)
    {
        Stop(lease.Grant);
        _metrics.CountRevocation();
        _ = _loops.KeepAsync(
            "pool's news of losses",
            () => ReportLostAsync(lease.Grant, lease.Usage),
            _deactivated.Token
        );
    }

    private void Stop(WorkGrant grant)
    {
        LogRevoked(
            grant.Work.Job.Tenant,
            grant.Work.Job.Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            grant.Slot
        );
        if (_observers.TryGetValue(grant.Slot, out var slot))
            slot.OnStopAsync(grant).Ignore();
    }

    /// <summary>Tells the job, until that succeeds, so that it offers the work again.</summary>
    private Task ReportLostAsync(WorkGrant grant, AttemptUsage usage)
    {
        var job = grant.Work.Job;
        return Patiently.UntilDoneAsync(
            () => GrainFactory.Job(job).LostAsync(grant, usage),
            (e, wait) => LogLossNotReported(e, job.Tenant, job.Job, wait),
            _deactivated.Token
        );
    }

    /// <summary>Asks every open job for its ready work, and asks jobs that could not answer again; they do not delay
    /// the others.</summary>
    private Task RebuildAsync()
    {
        var asked = new HashSet<JobId>();
        return Patiently.UntilDoneAsync(() => AskAllAsync(asked), LogNotRebuilt, _deactivated.Token);
    }

    private async Task AskAllAsync(HashSet<JobId> asked)
    {
        Exception? failure = null;
        foreach (var job in await _index.OpenJobsAsync(_deactivated.Token))
        {
            if (asked.Contains(job))
                continue;
            try
            {
                await GrainFactory.Job(job).ReofferAsync();
                asked.Add(job);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>A tenant's limits apply from its first offer. If they cannot be read, the defaults apply until the next
    /// refresh.</summary>
    private Task KnowTermsAsync(string tenant) =>
        _terms.TryGetValue(tenant, out var known) ? known : _terms[tenant] = RefreshTermsAsync(tenant);

    private async Task RefreshTermsAsync()
    {
        var present = _scheduler.Tenants.ToHashSet();
        foreach (var tenant in _terms.Keys.Where(tenant => !present.Contains(tenant)).ToArray())
            _terms.Remove(tenant);
        foreach (var tenant in _terms.Keys.ToArray())
            await RefreshTermsAsync(tenant);
    }

    private async Task RefreshTermsAsync(string tenant)
    {
        try
        {
            _scheduler.SetTerms(
                tenant,
                await GrainFactory.GetGrain<ITenantGrain>(tenant).TermsAsync().WaitAsync(TermsWait, _clock.Time)
            );
        }
        catch (Exception e)
        {
            LogTermsNotRead(e, tenant);
        }
    }
}
