namespace OmniAvatar.Audit.Evidence;

/// <summary>A job according to the index and its documents in the store.</summary>
public sealed record JobEvidence
{
    /// <summary><c>tenant/job</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As in the index: <c>Completed</c> and so on.</summary>
    public required string State { get; init; }

    /// <summary>Segments of each shot of its plan.</summary>
    public required IReadOnlyList<int> Shots { get; init; }

    /// <summary>Denoising steps of a segment.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether its segments stay in the store when it is finished.</summary>
    public required bool KeepsIntermediates { get; init; }

    /// <summary>The job that rendered the same request without faults, or null if there is none.</summary>
    public string? Reference { get; init; }

    /// <summary>Hash over every frame of the finished video and its time; null if there is no video.</summary>
    public string? VideoFrames { get; init; }

    /// <summary>All units of work of its plan.</summary>
    public IEnumerable<WorkKey> Work => Segments.Prepend(WorkKey.Conditioning(Id));

    /// <summary>The segments of its plan.</summary>
    public IEnumerable<WorkKey> Segments =>
        Shots.SelectMany(
            (length, shot) => Enumerable.Range(0, length).Select(segment => new WorkKey(Id, shot, segment))
        );
}
