using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>Admission and accounting of one tenant. The directory, the index and the ledger hold its data; the grain
/// itself only keeps reservations of admitted jobs that the index does not count yet.</summary>
[Reentrant]
public sealed class TenantGrain(ITenantDirectory directory, IJobIndex index, ILedger ledger, WorkClock clock)
    : Grain,
        ITenantGrain
{
    private readonly CancellationTokenSource _deactivated = new();
    private readonly Reservations _reserved = new(index, clock);
    private readonly SemaphoreSlim _admitting = new(1);

    private string Tenant => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) =>
        _deactivated.CancelAsync();

    /// <inheritdoc/>
    public async Task<TenantTerms> TermsAsync() =>
        await directory.FindAsync(Tenant, _deactivated.Token) ?? new TenantTerms();

    /// <summary>One at a time, so that two jobs which only fit alone are not both admitted.</summary>
    public async Task<Admission> AdmitAsync(AdmissionRequest request)
    {
        await _admitting.WaitAsync(_deactivated.Token);
        try
        {
            var terms = await TermsAsync();
            // The order matters: a job that is opened in between counts twice for a moment, but is never missed.
            var reserved = await _reserved.LoadAsync(request.Job, _deactivated.Token);
            var counted = await index.LoadAsync(Tenant, _deactivated.Token);
            var load = new TenantLoad(counted.OpenGpuSeconds + reserved.OpenGpuSeconds, counted.Bytes + reserved.Bytes);
            var admission = Quota.Decide(terms, load, request);
            if (admission.IsAdmitted)
                _reserved.Add(request);
            return admission;
        }
        finally
        {
            _admitting.Release();
        }
    }

    /// <inheritdoc/>
    public Task SettleAsync(JobId job)
    {
        _reserved.End(job);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<LedgerEntry> entries) => ledger.RecordAsync(entries, _deactivated.Token);

    /// <inheritdoc/>
    public async Task<TenantUsage> UsageAsync()
    {
        var totals = await ledger.TotalsAsync(Tenant, _deactivated.Token);
        var load = await index.LoadAsync(Tenant, _deactivated.Token);
        return new TenantUsage
        {
            CommittedGpuMilliseconds = totals.GetValueOrDefault(LedgerOutcome.Committed),
            RepeatedGpuMilliseconds = totals.GetValueOrDefault(LedgerOutcome.Repeated),
            LostGpuMilliseconds = totals.GetValueOrDefault(LedgerOutcome.Lost),
            QueuedGpuSeconds = load.OpenGpuSeconds,
            StoredBytes = load.Bytes,
        };
    }
}
