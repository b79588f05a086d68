using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Tenants;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>
/// Admission and accounting of one tenant. Its truth is in the directory, the index and the ledger; of its own it keeps only, for a
/// while, what it has admitted and the index does not count yet.
/// </summary>
[Reentrant]
public sealed class TenantGrain(ITenantDirectory directory, IJobIndex index, ILedger ledger, WorkClock clock) : Grain, ITenantGrain
{
    private readonly Reservations _reserved = new(index, clock);
    private readonly SemaphoreSlim _admitting = new(1);

    private string Tenant => this.GetPrimaryKeyString();

    public async Task<TenantTerms> TermsAsync() => await directory.FindAsync(Tenant) ?? new TenantTerms();

    /// <summary>One at a time, so that two jobs which fit alone but not together are not both let in.</summary>
    public async Task<Admission> AdmitAsync(AdmissionRequest request)
    {
        await _admitting.WaitAsync();
        try
        {
            var terms = await TermsAsync();
            var load = await _reserved.AddToAsync(await index.LoadAsync(Tenant), request.Job);
            var refusal = Quota.Refusal(terms, load, request);
            if (refusal is null) _reserved.Add(request);
            return new Admission(refusal);
        }
        finally
        {
            _admitting.Release();
        }
    }

    public Task RecordAsync(IReadOnlyList<LedgerEntry> entries) => ledger.RecordAsync(entries);

    public async Task<TenantUsage> UsageAsync()
    {
        var totals = await ledger.TotalsAsync(Tenant);
        var load = await index.LoadAsync(Tenant);
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
