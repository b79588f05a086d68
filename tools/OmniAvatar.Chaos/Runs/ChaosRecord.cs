using OmniAvatar.Audit;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Chaos.Faults;

namespace OmniAvatar.Chaos.Runs;

/// <summary>What a run has seen so far.</summary>
public sealed class ChaosRecord(ChaosSettings settings)
{
    private readonly List<TimeSpan> _rounds = [];

    public ChaosSettings Settings => settings;

    public List<Incident> Incidents { get; } = [];

    /// <summary>How long each round took, the undisturbed one first.</summary>
    public IReadOnlyList<TimeSpan> Rounds => _rounds;

    /// <summary>Processes that ended by themselves.</summary>
    public int Restarts { get; private set; }

    /// <summary>All evidence at the end of the last round.</summary>
    public ClusterEvidence? Evidence { get; private set; }

    /// <summary>What the last audit, which covers all rounds, found.</summary>
    public IReadOnlyList<Violation> Violations { get; private set; } = [];

    internal void Note(TimeSpan round, int restarts, ClusterEvidence evidence, IReadOnlyList<Violation> violations)
    {
        _rounds.Add(round);
        (Restarts, Evidence, Violations) = (restarts, evidence, violations);
    }
}
