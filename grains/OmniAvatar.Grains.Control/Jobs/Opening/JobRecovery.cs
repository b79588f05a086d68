using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>Goes on with a job that the index holds open, whatever was lost of it.</summary>
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
        // The index holds an ended job for open: its end was not brought to an end.
        closing.IsAsked = !job.IsOpen;
        host.AskToAdvance();
    }

    /// <summary>A job that the index knows but that has lost its state begins again from what lies in the
    /// store.</summary>
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
            // Nothing else knows what was agreed, so it can only end.
            await beginning.BeginAsync(new JobTerms { Model = "" });
            faults.Note(JobFailure.From(e));
            await opening.OpenAsync();
        }
    }
}
