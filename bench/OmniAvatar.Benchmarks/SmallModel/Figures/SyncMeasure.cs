using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Evaluation.Mouths;
using static TorchSharp.torch;
using Correlations = OmniAvatar.Evaluation.Figures.Correlation;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary>How well one video's mouth follows its speech.</summary>
/// <param name="Correlation">Of the opening with the truth, without any shift.</param>
/// <param name="Lag">Frames by which shifting the video would fit best; positive where the mouth is late.</param>
/// <param name="Pauses">See <see cref="PauseClosure"/>.</param>
/// <param name="Loudness">Correlation of loudness with what is told of it from unseen frames; see
/// <see cref="LoudnessFromPixels"/>.</param>
/// <param name="Likeness">Of the mouth's pixels to a drawn mouth, mean; see <see cref="MouthReading"/>.</param>
internal sealed record SyncMeasure(double Correlation, int Lag, double Pauses, double Loudness, double Likeness)
{
    /// <summary>Whether the best lag is within one frame.</summary>
    public bool IsInTime => Math.Abs(Lag) <= 1;

    /// <summary>Measures frames <paramref name="first"/> to below <paramref name="end"/>.</summary>
    /// <param name="clip">Whose mouth, and what it should do.</param>
    /// <param name="frames">RGB24 of the whole video.</param>
    /// <param name="late">Frames that the video comes after the speech.</param>
    /// <param name="first">The first frame of the part.</param>
    /// <param name="end">The frame after the part's last; null for the video's end.</param>
    public static SyncMeasure Of(
        SpokenClip clip,
        ReadOnlyMemory<byte> frames,
        double late,
        int first = 0,
        int? end = null
    )
    {
        var count = frames.Length / clip.FrameBytes;
        var range = first..(end ?? count);
        var part = frames[(range.Start.Value * clip.FrameBytes)..(range.End.Value * clip.FrameBytes)];
        var readings = clip.Reader().Read(part);
        double[] opening = [.. readings.Select(reading => reading.OpeningPixels)];
        var wanted = RenderedTime.Shown(clip.Opening, count, late)[range];
        var loudness = late > 0 ? RenderedTime.HeardLoudness(clip.Speech, count) : FrameLoudness.Of(clip.Speech, count);
        return new SyncMeasure(
            Correlations.Pearson(wanted, opening),
            Correlations.Best(wanted, opening).Lag,
            PauseClosure.Of(opening, wanted),
            LoudnessOf(clip, part, loudness[range]),
            readings.Average(reading => reading.Likeness)
        );
    }

    /// <summary>The same of the clip as it was drawn: the most that a model's video can come to.</summary>
    public static SyncMeasure OfDrawn(SpokenClip clip) => Of(clip, clip.Drawn, late: 0);

    /// <summary>By name.</summary>
    public (string Name, double Value)[] Values() =>
        [("sync", Correlation), ("lag", Lag), ("pauses", Pauses), ("loudness", Loudness), ("likeness", Likeness)];

    /// <summary>Loudness told from the lower half of the pictures, where nothing says where the mouth is, on the half
    /// that the fit did not see.</summary>
    private static double LoudnessOf(SpokenClip clip, ReadOnlyMemory<byte> frames, double[] loudness)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(frames.ToArray(), ScalarType.Byte)
            .view(loudness.Length, clip.Side, clip.Side * 3)
            .narrow(1, clip.Side / 2, clip.Side / 2)
            .flatten(1); // (T, P)
        return LoudnessFromPixels.Test(pixels, loudness).Correlation;
    }
}
