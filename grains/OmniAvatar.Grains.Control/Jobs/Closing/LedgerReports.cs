using OmniAvatar.Grains.Control.Jobs.State;

namespace OmniAvatar.Grains.Control.Jobs.Closing;

/// <summary>Tells the tenant's ledger what attempts used.</summary>
internal sealed class LedgerReports(DurableJob job, IJobHost host)
{
    /// <summary>Tells what is known of now.</summary>
    public Task TellAsync() => job.Order?.Rows.DeliverAsync(host.Tenant) ?? Task.CompletedTask;

    /// <summary>Sends the saved entries. Results without an entry are found first, while they still exist.</summary>
    public async Task SettleAsync()
    {
        if (job.Head.Generation == 0)
            return;
        await (await job.EndedRowsAsync()).DeliverAsync(host.Tenant);
    }
}
