using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Jobs.Status;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>Updates the chain when a unit of work ends.</summary>
internal sealed class FinishedWork(
    IArtifactStore store,
    JobOffers offers,
    JobObservers observers,
    IJobHost host,
    BackgroundLoops loops,
    JobLog log,
    CancellationToken stop
)
{
    /// <summary>The work has a result: its chain goes on.</summary>
    /// <param name="row">The chain's row.</param>
    /// <param name="work">The work that comes next in it.</param>
    /// <param name="slot">Where it was rendered, or null if that is not known.</param>
    /// <param name="winner">The attempt whose manifest is the result.</param>
    public void MarkDone(DurableRow<ChainRow> row, WorkId work, string? slot, int winner)
    {
        var attempts = row.Value.Attempt;
        row.Value = row.Value.Advanced(slot);
        Forget(work);
        host.AskToAdvance();
        host.AskToTellLedger();
        if (attempts > 1 || winner != attempts)
            _ = loops.KeepAsync("job's sweep of attempts", () => SweepAsync(work, winner), stop);
    }

    /// <summary>No attempt of the work runs, and the pool does not have it.</summary>
    public void Forget(WorkId work)
    {
        observers.Forget(work);
        offers.Forget(work);
    }

    /// <summary>Removes the folders of attempts that lost.</summary>
    public async Task SweepAsync(WorkId work, int winner)
    {
        try
        {
            await AttemptFolders.SweepLosersAsync(store, JobArtifacts.Folder(work), winner, stop);
        }
        catch (Exception e)
        {
            // They are removed when the job ends.
            log.NotSwept(e, work);
        }
    }
}
