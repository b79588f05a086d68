using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Rules;

namespace OmniAvatar.Audit;

/// <summary>A rule that is broken.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="What">How, in words.</param>
public sealed record Violation(string Rule, string What)
{
    public override string ToString() => $"{Rule}: {What}";
}

/// <summary>Holds what a cluster left behind against what it promises. Shares no code with it.</summary>
public static class Auditor
{
    /// <summary>What holds where nothing is broken.</summary>
    public const string Promise =
        "every job is complete; every unit of work has one result, made by one attempt; nothing was begun "
        + "again once its result existed; "
        + "attempts went on from checkpoints step by step; frames are the undisturbed run's; the ledger is "
        + "exact; nothing is orphaned";

    private static readonly IRule[] Rules =
    [
        new JobsAreComplete(),
        new ResultsAreWhole(),
        new OneAttemptWins(),
        new NothingIsRenderedAgain(),
        new StepsAreCoherent(),
        new FramesAreTheTwins(),
        new LedgerIsExact(),
        new NothingIsOrphaned(),
    ];

    /// <summary>Every broken rule; empty where all is as promised.</summary>
    public static IReadOnlyList<Violation> Check(ClusterEvidence evidence) =>
        [.. Rules.SelectMany(rule => rule.Check(evidence).Select(what => new Violation(rule.Name, what)))];
}
