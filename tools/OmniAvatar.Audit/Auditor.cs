using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Rules;

namespace OmniAvatar.Audit;

/// <summary>A rule that is broken.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="What">How it is broken, in words.</param>
public sealed record Violation(string Rule, string What)
{
    public override string ToString() => $"{Rule}: {What}";
}

/// <summary>Checks a cluster's files, ledger and journals against its promises. It shares no code with the
/// cluster.</summary>
public static class Auditor
{
    /// <summary>What holds if no rule is broken.</summary>
    public const string Promise =
        "every job is complete; every unit of work has one result, made by one attempt; no work was begun again once "
        + "its result existed; attempts continued from checkpoints step by step; frames are the undisturbed run's; "
        + "the ledger is exact; nothing is orphaned";

    private static readonly IRule[] Rules =
    [
        new JobsAreComplete(),
        new ResultsAreWhole(),
        new OneAttemptWins(),
        new NothingIsRenderedAgain(),
        new StepsAreCoherent(),
        new FramesMatchTheReference(),
        new LedgerIsExact(),
        new NothingIsOrphaned(),
    ];

    /// <summary>Every broken rule; empty if all promises hold.</summary>
    public static IReadOnlyList<Violation> Check(ClusterEvidence evidence) =>
        [.. Rules.SelectMany(rule => rule.Check(evidence).Select(what => new Violation(rule.Name, what)))];
}
