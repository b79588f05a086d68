namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Lip sync at the model's defaults and by the speech's guidance.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="videos">Renders.</param>
internal sealed class SyncFigure(HeldOutClips clips, IVideoSource videos)
{
    private const double Seconds = 5;
    private static readonly double[] Scales = [1, 3, 4.5, 6];

    /// <summary><c>sync</c>.</summary>
    public async Task<IReadOnlyList<FigureRow>> SyncAsync(int count, CancellationToken cancellation)
    {
        var (measures, readouts) = (new List<SyncMeasure>(), new List<double>());
        for (var index = 0; index < count; index++)
        {
            var clip = clips.Of(index, Seconds, cancellation);
            var frames = await videos.MakeAsync(clip, "default", choices => choices, cancellation);
            measures.Add(SyncMeasure.Of(clip, frames, videos.LateFrames));
            readouts.Add(SyncMeasure.LoudnessOf(clip, frames, videos.LateFrames).Correlation);
        }
        var pauses = measures.Select(measure => measure.Pauses).Where(double.IsFinite).ToArray();
        return
        [
            FigureRow.AtLeast("sync", "correlation of the mouth's opening with the truth, mean", measures.Average(measure => measure.Correlation), 0.75, count),
            FigureRow.AtLeast("sync", "part of the videos whose best lag is within one frame", measures.Average(measure => Math.Abs(measure.Lag) <= 1 ? 1.0 : 0), 1, count),
            FigureRow.AtMost("sync", "opening in pauses over opening when wide, mean", pauses.DefaultIfEmpty(double.NaN).Average(), 0.25, pauses.Length),
            FigureRow.Shown("sync", "loudness told from unseen frames' pixels: correlation, mean", readouts.Average(), count),
        ];
    }

    /// <summary><c>guidance</c>.</summary>
    public async Task<IReadOnlyList<FigureRow>> GuidanceAsync(int count, CancellationToken cancellation)
    {
        var means = new List<double>();
        foreach (var scale in Scales)
        {
            var sum = 0.0;
            for (var index = 0; index < count; index++)
            {
                var clip = clips.Of(index, Seconds, cancellation);
                var frames = await videos.MakeAsync(clip, FormattableString.Invariant($"audio-{scale}"), choices => choices with { AudioGuidance = scale }, cancellation);
                sum += SyncMeasure.Of(clip, frames, videos.LateFrames).Correlation;
            }
            means.Add(sum / count);
        }
        var rises = Enumerable.Range(1, means.Count - 1).Count(i => means[i] > means[i - 1]);
        return
        [
            .. Scales.Zip(means, (scale, mean) => FigureRow.Shown("guidance", FormattableString.Invariant($"sync at audio guidance {scale}"), mean, count)),
            FigureRow.AtLeast("guidance", "times that more guidance raises sync, of three", rises, Scales.Length - 1, count),
        ];
    }
}
