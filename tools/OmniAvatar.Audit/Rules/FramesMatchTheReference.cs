using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Every segment, and the finished video, shows the same frames as the same request rendered with nothing in
/// the way.</summary>
internal sealed class FramesAreTheTwins : IRule
{
    public string Name => "frames";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var jobs = evidence.Jobs.ToDictionary(job => job.Id);
        return evidence
            .Jobs.Where(job => job.Twin is not null)
            .SelectMany(job => CheckJob(evidence, job, jobs[job.Twin!]));
    }

    private static IEnumerable<string> CheckJob(ClusterEvidence evidence, JobEvidence job, JobEvidence twin)
    {
        if (!job.Shots.SequenceEqual(twin.Shots))
            yield return $"{job.Id} has another plan than {twin.Id}";
        if (job.VideoFrames != twin.VideoFrames)
            yield return $"the video of {job.Id} shows other frames than that of {twin.Id}";
        if (!job.KeepsIntermediates || !twin.KeepsIntermediates)
            yield break;
        foreach (var segment in job.Segments)
        {
            var (own, other) = (Frames(evidence, segment), Frames(evidence, segment with { Job = twin.Id }));
            if (own is null || own != other)
                yield return $"{segment} shows other frames than the same segment of {twin.Id}";
        }
    }

    private static string? Frames(ClusterEvidence evidence, WorkKey segment) =>
        evidence.ManifestOf(segment.Folder)?.FramesSha256;
}
