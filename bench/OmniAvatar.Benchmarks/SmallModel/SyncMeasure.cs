using OmniAvatar.Training.Evaluation.Figures;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>How well one video's mouth follows its speech.</summary>
/// <param name="Correlation">Of the opening with the truth, without any shift.</param>
/// <param name="Lag">Frames by which shifting the video would fit best; positive where the mouth is late.</param>
/// <param name="Pauses">See <see cref="PauseClosure"/>.</param>
internal sealed record SyncMeasure(double Correlation, int Lag, double Pauses)
{
    /// <summary>Measures frames <paramref name="first"/> to below <paramref name="end"/>.</summary>
    /// <param name="clip">Whose mouth, and what it should do.</param>
    /// <param name="frames">RGB24 of the whole video.</param>
    /// <param name="late">Frames that the video comes after the speech.</param>
    /// <param name="first">The first frame of the part.</param>
    /// <param name="end">The frame after the part's last; null for the video's end.</param>
    public static SyncMeasure Of(SpokenClip clip, ReadOnlyMemory<byte> frames, double late, int first = 0, int? end = null)
    {
        var measured = clip.Reader().Read(frames).Select(reading => reading.OpeningPixels).ToArray();
        var truth = RenderedTime.Shown(clip.Opening, measured.Length, late);
        var (opening, wanted) = (measured[first..(end ?? measured.Length)], truth[first..(end ?? truth.Length)]);
        return new SyncMeasure(
            Training.Evaluation.Figures.Correlation.Pearson(wanted, opening),
            Training.Evaluation.Figures.Correlation.Best(wanted, opening).Lag,
            PauseClosure.Of(opening, wanted));
    }

    /// <summary>Loudness told from the lower half of the pictures, where nothing says where the mouth is, on the half that the fit did not see.</summary>
    /// <param name="clip">What is said.</param>
    /// <param name="frames">RGB24 of the whole video.</param>
    /// <param name="late">Frames that the video comes after the speech.</param>
    public static LoudnessFit LoudnessOf(SpokenClip clip, ReadOnlyMemory<byte> frames, double late)
    {
        using var scope = NewDisposeScope();
        var count = frames.Length / clip.FrameBytes;
        var pixels = tensor(frames.ToArray(), ScalarType.Byte).view(count, clip.Side, clip.Side * 3).narrow(1, clip.Side / 2, clip.Side / 2).flatten(1); // (T, P)
        var loudness = late > 0 ? RenderedTime.HeardLoudness(clip.Speech, count) : FrameLoudness.Of(clip.Speech, count);
        return LoudnessFromPixels.Test(pixels, loudness);
    }
}
