using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Evaluation.Reports;

namespace OmniAvatar.Evaluation;

/// <summary>What one video gave.</summary>
public sealed record VideoMeasurement : IDisposable
{
    /// <summary>File name.</summary>
    public required string Name { get; init; }

    /// <summary>Frames at 25 a second.</summary>
    public required int Frames { get; init; }

    /// <summary>Features of its pictures, or null without a network.</summary>
    public RunningStatistics? Pictures { get; init; }

    /// <summary>Features of its clips of 16 frames, or null without a network.</summary>
    public RunningStatistics? Clips { get; init; }

    /// <summary>Lip sync, or null without a network or where it could not be measured.</summary>
    public LipSyncScore? LipSync { get; init; }

    /// <summary>Perceptual scores by column.</summary>
    public IReadOnlyDictionary<string, double> Perceptual { get; init; } = new Dictionary<string, double>();

    /// <summary>Why something could not be measured, or null.</summary>
    public string? Note { get; init; }

    /// <summary>A few small pictures, first to last.</summary>
    public required IReadOnlyList<Thumbnail> Thumbnails { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pictures?.Dispose();
        Clips?.Dispose();
    }
}
