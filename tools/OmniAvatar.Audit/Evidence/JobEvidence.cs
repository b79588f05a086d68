namespace OmniAvatar.Audit.Evidence;

/// <summary>A job as the index and its documents in the store tell of it.</summary>
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

    /// <summary>The same request rendered with nothing in the way, or null for a job that has no such twin.</summary>
    public string? Twin { get; init; }

    /// <summary>Hash over every frame of the finished video and its time; null if there is no video.</summary>
    public string? VideoFrames { get; init; }

    /// <summary>Everything that its plan asks for.</summary>
    public IEnumerable<WorkKey> Work => Segments.Prepend(WorkKey.Conditioning(Id));

    /// <summary>The segments that its plan asks for.</summary>
    public IEnumerable<WorkKey> Segments =>
        Shots.SelectMany(
            (length, shot) => Enumerable.Range(0, length).Select(segment => new WorkKey(Id, shot, segment))
        );
}
