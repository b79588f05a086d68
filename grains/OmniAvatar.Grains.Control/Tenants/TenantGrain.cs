using System.Globalization;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Tenants;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>Admission and accounting of one tenant. Its truth is in the directory, the index and the ledger; it keeps nothing of its own.</summary>
[Reentrant]
public sealed class TenantGrain(ITenantDirectory directory, IJobIndex index, ILedger ledger) : Grain, ITenantGrain
{
    private string Tenant => this.GetPrimaryKeyString();

    public async Task<TenantTerms> TermsAsync() => await directory.FindAsync(Tenant) ?? new TenantTerms();

    public async Task<Admission> AdmitAsync(AdmissionRequest request)
    {
        var terms = await TermsAsync();
        var load = await index.LoadAsync(Tenant);
        if (load.OpenGpuSeconds + request.GpuSeconds > terms.QueuedGpuSeconds)
        {
            return Refused($"This job's {request.GpuSeconds:0} GPU-seconds would exceed the {terms.QueuedGpuSeconds:0} that may wait at once; "
                + $"{load.OpenGpuSeconds:0} are waiting: submit it again when some are done, or cancel a job.");
        }
        if (load.Bytes + request.Bytes > terms.StoredBytes)
        {
            return Refused($"This job's {request.Bytes} bytes would exceed the {terms.StoredBytes} that may be stored; "
                + $"{load.Bytes} are: delete videos that were fetched, and submit it again.");
        }
        return new Admission(null);
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

    private static Admission Refused(FormattableString sentence) => new(sentence.ToString(CultureInfo.InvariantCulture));

    private static Admission Refused(string sentence) => new(sentence);
}
