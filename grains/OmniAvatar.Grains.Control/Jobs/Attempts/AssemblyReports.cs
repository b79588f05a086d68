using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>How joining the finished segments ended.</summary>
internal sealed class AssemblyReports(
    DurableJob job,
    JobFindings findings,
    AttemptFailures failures,
    JobClosing closing,
    IJobHost host,
    CancellationToken stop
)
{
    public async Task EndAsync(JobFailure? failure)
    {
        var isRepaired = await findings.Results.RepairAsync(failure?.Artifact, stop);
        findings.HasOutput = await findings.IsCommittedAsync(JobArtifacts.OutputResult(job.Id));
        // A result may have disappeared; it is then rendered again.
        findings.LookAgain |= failure is not null;
        if (failure is null || findings.HasOutput || isRepaired)
            host.AskToAdvance();
        // Otherwise AssemblyWatch asks for it again after a while.
        else if (failures.IsLast(failure))
            await closing.FailAsync(failure);
    }
}
