using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Datasets.Curation;

/// <summary>How well mouth and sound go together, as SyncNet measures it (Chung and Zisserman, "Out of time",
/// 2016).</summary>
/// <param name="Confidence">Sync-C: the median over all offsets of the mean distance, less <paramref name="Distance"/>;
/// more is better.</param>
/// <param name="Distance">Sync-D: the mean distance at the offset where it is least; less is better.</param>
/// <param name="OffsetFrames">That offset, in frames at 25 a second; positive where the sound is late.</param>
public sealed record LipSync(double Confidence, double Distance, int OffsetFrames);

/// <summary>Measures how well mouth and sound go together.</summary>
public interface ILipSyncScore
{
    /// <summary>What decides its numbers, such as a hash of its weights: with another one, earlier results do not
    /// count.</summary>
    string Identity { get; }

    /// <summary>Measures a clip.</summary>
    /// <exception cref="BadInputException">It cannot be measured: no face is found, or it is too short.</exception>
    LipSync Measure(TalkingClip clip, CancellationToken cancellation = default);
}
