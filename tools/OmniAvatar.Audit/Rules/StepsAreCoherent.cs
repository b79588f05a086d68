using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>
/// An attempt goes on where a checkpoint of an earlier one ended, runs step after step, and wins only once all are
/// done.
/// </summary>
internal sealed class StepsAreCoherent : IRule
{
    public string Name => "steps";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var steps = evidence.Jobs.ToDictionary(job => job.Id, job => job.Steps);
        foreach (var attempt in evidence.Attempts.Where(a => !a.Work.IsConditioning && steps.ContainsKey(a.Work.Job)))
        {
            if (!attempt.Steps.SequenceEqual(Enumerable.Range(attempt.ResumedAfter + 1, attempt.Steps.Count)))
                yield return $"{attempt} ran steps {string.Join(' ', attempt.Steps)} after step {attempt.ResumedAfter}";
            if (attempt.ResumedAfter > 0 && !IsKept(evidence, attempt))
                yield return $"{attempt} went on after step {attempt.ResumedAfter}, of which nobody has kept a checkpoint";
            var last = attempt.ResumedAfter + attempt.Steps.Count;
            if (attempt.End == AttemptEnd.Won && last != steps[attempt.Work.Job])
                yield return $"{attempt} won after step {last} of {steps[attempt.Work.Job]}";
        }
    }

    private static bool IsKept(ClusterEvidence evidence, AttemptEvidence attempt) =>
        evidence
            .AttemptsAt(attempt.Work)
            .Any(earlier => earlier.Attempt < attempt.Attempt && MayHaveKept(earlier, attempt.ResumedAfter));

    // Who died may have put the checkpoint of a step that it had done, and not have come to say so.
    private static bool MayHaveKept(AttemptEvidence attempt, int step) =>
        attempt.Checkpoints.Contains(step) || (attempt.End == AttemptEnd.Unknown && attempt.Steps.Contains(step));
}
