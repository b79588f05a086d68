using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>Ends of attempts of a job that is over or does not have this work.</summary>
internal sealed class LateReports(
    DurableJob job,
    IJobIndex index,
    JobClosing closing,
    IJobHost host,
    CancellationToken stop
)
{
    /// <summary>Tells the ledger at once, since no row is written any more, and removes what the attempt has put
    /// since.</summary>
    public async Task RecordAsync(WorkGrant grant, IReadOnlyList<ChainEntry> entries)
    {
        await host.Tenant.RecordAsync(entries.Select(e => e.ToLedger(grant.Work)).ToArray());
        // Removes what a late attempt put after its job was deleted. A job that only lost its state is still in the
        // index.
        if (job.State is not JobState.New || await index.FindAsync(job.Id, stop) is null)
            await closing.TidyAsync();
    }
}
