using OmniAvatar.Grains.Control.Jobs.Attempts;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Jobs.Status;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Advance;

/// <summary>Brings the job forward: offers what is ready and has finished segments joined.</summary>
internal sealed class JobAdvance(
    DurableJob job,
    JobFindings findings,
    AttemptFailures failures,
    JobOffers offers,
    AssemblyWatch assembly,
    JobClosing closing,
    WebhookReports webhooks,
    JobObservers observers
)
{
    public async Task AdvanceAsync()
    {
        // A failed job offers nothing, but its status still counts its segments.
        if (!job.IsOpen && job.State != JobState.Failed)
            return;
        var order = await job.OrderAsync();
        if (failures.AreReset || findings.LookAgain)
            await findings.LookThroughStoreAsync(order);
        if (failures.AreReset)
            failures.Forget(order);
        if (!job.IsOpen)
            return;

        if (findings.HasOutput)
            await closing.CompleteAsync();
        else if (order.IsDone)
            await assembly.AssembleAsync();
        else
            await OfferAsync(order);
        observers.Notify(job.Head, order);
        await webhooks.KeepProgressAsync(order);
    }

    private async Task OfferAsync(JobOrder order)
    {
        await offers.OfferAsync(order);
        assembly.Prepare();
    }
}
