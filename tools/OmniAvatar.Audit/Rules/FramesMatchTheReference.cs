using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Every segment, and the finished video, shows the same frames as the same request rendered without
/// faults.</summary>
internal sealed class FramesMatchTheReference : IRule
{
    public string Name => "frames";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var jobs = evidence.Jobs.ToDictionary(job => job.Id);
        return evidence
            .Jobs.Where(job => job.Reference is not null)
            .SelectMany(job => CheckJob(evidence, job, jobs[job.Reference!]));
    }

    private static IEnumerable<string> CheckJob(ClusterEvidence evidence, JobEvidence job, JobEvidence reference)
    {
        if (!job.Shots.SequenceEqual(reference.Shots))
            yield return $"{job.Id} has a different plan from {reference.Id}";
        if (job.VideoFrames != reference.VideoFrames)
            yield return $"the video of {job.Id} shows different frames from that of {reference.Id}";
        if (!job.KeepsIntermediates || !reference.KeepsIntermediates)
            yield break;
        foreach (var segment in job.Segments)
        {
            var (own, other) = (Frames(evidence, segment), Frames(evidence, segment with { Job = reference.Id }));
            if (own is null || own != other)
                yield return $"{segment} shows different frames from the same segment of {reference.Id}";
        }
    }

    private static string? Frames(ClusterEvidence evidence, WorkKey segment) =>
        evidence.ManifestOf(segment.Folder)?.FramesSha256;
}
