using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Once a result exists, no attempt at it begins. Only attempts that began earlier may repeat its
/// work.</summary>
internal sealed class NothingIsRenderedAgain : IRule
{
    public string Name => "rendered again";

    public IEnumerable<string> Check(ClusterEvidence evidence) =>
        from attempt in evidence.Attempts
        where attempt.End != AttemptEnd.Won && Rendered(attempt)
        let existed = evidence.ResultExistedBy(attempt.Work)
        where existed is not null && attempt.Began > existed
        select $"{attempt} began {(attempt.Began - existed.Value).TotalSeconds:0.000} s after its result existed "
            + $"and ran {attempt.Steps.Count} steps";

    // Conditioning has no steps: it rendered if it ended.
    private static bool Rendered(AttemptEvidence attempt) =>
        attempt.Steps.Count > 0 || attempt.Work.IsConditioning && attempt.End == AttemptEnd.CameSecond;
}
