using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Every job is complete and has its video.</summary>
internal sealed class JobsAreComplete : IRule
{
    public string Name => "complete";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        foreach (var job in evidence.Jobs)
        {
            if (job.State != "Completed")
                yield return $"{job.Id} is {job.State}";
            if (job.VideoFrames is null)
                yield return $"{job.Id} has no video";
        }
    }
}
