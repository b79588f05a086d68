using OmniAvatar.Audit;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Chaos.Faults;

namespace OmniAvatar.Chaos.Runs;

/// <summary>The results of a run so far.</summary>
public sealed class ChaosRecord(ChaosSettings settings)
{
    private readonly List<TimeSpan> _rounds = [];

    public ChaosSettings Settings => settings;

    public List<Incident> Incidents { get; } = [];

    /// <summary>Duration of each round; the first one has no faults.</summary>
    public IReadOnlyList<TimeSpan> Rounds => _rounds;

    /// <summary>Processes that ended by themselves.</summary>
    public int Restarts { get; private set; }

    /// <summary>All evidence at the end of the last round.</summary>
    public ClusterEvidence? Evidence { get; private set; }

    /// <summary>The broken rules of the last audit, which covers all rounds.</summary>
    public IReadOnlyList<Violation> Violations { get; private set; } = [];

    internal void Note(TimeSpan round, int restarts, ClusterEvidence evidence, IReadOnlyList<Violation> violations)
    {
        _rounds.Add(round);
        (Restarts, Evidence, Violations) = (restarts, evidence, violations);
    }
}
