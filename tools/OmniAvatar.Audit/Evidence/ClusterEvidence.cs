namespace OmniAvatar.Audit.Evidence;

/// <summary>All evidence of a cluster whose jobs are over.</summary>
public sealed record ClusterEvidence
{
    public required IReadOnlyList<JobEvidence> Jobs { get; init; }

    public required IReadOnlyList<AttemptEvidence> Attempts { get; init; }

    public required IReadOnlyList<StoredFile> Files { get; init; }

    public required IReadOnlyList<Manifest> Manifests { get; init; }

    public required IReadOnlyList<LedgerRow> Ledger { get; init; }

    /// <summary>The result of a folder, or null.</summary>
    public Manifest? ManifestOf(string folder) => Manifests.FirstOrDefault(m => m.Folder == folder);

    /// <summary>The attempts at one unit of work, in order.</summary>
    public IEnumerable<AttemptEvidence> AttemptsAt(WorkKey work) =>
        Attempts.Where(a => a.Work == work).OrderBy(a => a.Attempt);

    /// <summary>The time from which a result certainly existed, by the first journal or by the store, whichever is
    /// earlier; null if unknown.</summary>
    public DateTimeOffset? ResultExistedBy(WorkKey work)
    {
        var said = Attempts
            .Where(a => a.Work == work && a.End is AttemptEnd.Won or AttemptEnd.CameSecond)
            .Select(a => a.Ended);
        // The store's times are rounded down to whole seconds.
        var stored = ManifestOf(work.Folder)?.Created.AddSeconds(1);
        return said.Append(stored).Min();
    }
}
