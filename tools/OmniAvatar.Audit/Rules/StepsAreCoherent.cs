using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>An attempt continues where a checkpoint of an earlier one ended, runs step after step, and wins only after
/// all steps.</summary>
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
                yield return $"{attempt} continued after step {attempt.ResumedAfter}, for which no checkpoint was "
                    + "stored";
            var last = attempt.ResumedAfter + attempt.Steps.Count;
            if (attempt.End == AttemptEnd.Won && last != steps[attempt.Work.Job])
                yield return $"{attempt} won after step {last} of {steps[attempt.Work.Job]}";
        }
    }

    private static bool IsKept(ClusterEvidence evidence, AttemptEvidence attempt) =>
        evidence
            .AttemptsAt(attempt.Work)
            .Any(earlier => earlier.Attempt < attempt.Attempt && MayHaveKept(earlier, attempt.ResumedAfter));

    // A process that died may have stored a checkpoint without writing its line.
    private static bool MayHaveKept(AttemptEvidence attempt, int step) =>
        attempt.Checkpoints.Contains(step) || (attempt.End == AttemptEnd.Unknown && attempt.Steps.Contains(step));
}
