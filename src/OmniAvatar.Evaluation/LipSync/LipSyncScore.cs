namespace OmniAvatar.Evaluation.LipSync;

/// <summary>How well lips and sound of one clip belong together.</summary>
public sealed record LipSyncScore
{
    /// <summary>Video frames by which the sound comes before the lips (positive) or after them where the two fit best;
    /// 0 in step.</summary>
    public required int Offset { get; init; }

    /// <summary>Sync-D: the mean distance at the best offset; small is good.</summary>
    public required float Distance { get; init; }

    /// <summary>Sync-C: the median over all offsets minus <see cref="Distance"/>; large is good.</summary>
    public required float Confidence { get; init; }

    /// <summary>The mean distance at each offset, from +shift down to -shift.</summary>
    public required IReadOnlyList<float> MeanDistances { get; init; }

    /// <summary>The confidence of each frame by itself.</summary>
    public required IReadOnlyList<float> FrameConfidences { get; init; }

    /// <summary>The same through a median filter of nine frames, zeros beyond both ends.</summary>
    public required IReadOnlyList<float> SmoothFrameConfidences { get; init; }
}
