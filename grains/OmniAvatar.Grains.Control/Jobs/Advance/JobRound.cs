using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Jobs.Status;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Advance;

/// <summary>One round of a job's background: what it was asked for is done in this order, then the job is brought
/// forward.</summary>
internal sealed class JobRound(
    DurableJob job,
    JobFaults faults,
    JobPatience patience,
    JobClosing closing,
    JobAdvance advance,
    JobOffers offers,
    JobObservers observers
)
{
    public async Task RunAsync()
    {
        try
        {
            if (faults.IsOutdated)
                await ReloadAsync();
            if (faults.Fault is { } fault)
                await EndByFaultAsync(fault);
            if (closing.IsAsked)
                await closing.FinishAsync();
            if (closing.Files.AreUntidy)
                await closing.Files.TidyAgainAsync();
            if (!faults.IsBroken)
                await advance.AdvanceAsync();
            patience.Renew();
        }
        catch (Exception e) when (patience.IsFinal(e))
        {
            await closing.FailAsync(JobFailure.From(e));
        }
    }

    /// <summary>Starts again from the durable state in the same activation. If it ended and asked for a new activation
    /// by a message, a lost message would lose the job. Code that still holds an old row cannot save it.</summary>
    private async Task ReloadAsync()
    {
        job.GoOnFrom(await job.ReadHeadAgainAsync());
        offers.ForgetAll();
        observers.ClearRunning();
        closing.IsAsked = !job.IsOpen && job.State is not JobState.New;
        faults.NoteReadAgain();
    }

    private async Task EndByFaultAsync(JobFailure fault)
    {
        faults.Break();
        await closing.EndByFaultAsync(fault);
        faults.Settle();
    }
}
