using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>Continues a job that the index holds open, even if its state was lost.</summary>
internal sealed class JobRecovery(
    DurableJob job,
    JobBeginning beginning,
    JobOpening opening,
    JobFaults faults,
    JobOffers offers,
    JobClosing closing,
    IJobHost host
)
{
    public async Task GoOnAsync()
    {
        if (job.State is JobState.New)
            await RecoverAsync();
        offers.ForgetAll();
        // The index still holds the ended job open: its closing was not completed.
        closing.IsAsked = !job.IsOpen;
        host.AskToAdvance();
    }

    /// <summary>A job that is in the index but has lost its state begins again from the files in the store.</summary>
    private async Task RecoverAsync()
    {
        if (!await opening.IsInIndexAsync())
            return;
        try
        {
            if (await beginning.FindTermsAsync() is { } terms)
                await opening.StartAsync(terms);
        }
        catch (DamagedException e)
        {
            // The terms exist nowhere else, so the job can only end.
            await beginning.BeginAsync(new JobTerms { Model = "" });
            faults.Note(JobFailure.From(e));
            await opening.OpenAsync();
        }
    }
}
