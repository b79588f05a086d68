using System.Globalization;
using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary><c>guidance</c>: lip sync by the guidance of the speech.</summary>
/// <param name="clips">What is rendered.</param>
internal sealed class GuidanceFigure(HeldOutClips clips) : IFigure
{
    private static readonly double[] Scales = [1, 3, 4.5, 6];

    public string Name => "guidance";

    public bool NeedsModel => true;

    public int UsualClips => 8;

    public IEnumerable<VideoWish> Videos(int count) =>
        from scale in Scales
        from index in Enumerable.Range(0, count)
        select VideoWish.Of(index, SyncFigure.Seconds, choices => choices with { AudioGuidance = scale });

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        var means = new List<double>();
        foreach (var scale in Scales)
        {
            var sum = 0.0;
            for (var index = 0; index < count; index++)
            {
                var clip = clips.Of(index, SyncFigure.Seconds, cancellation);
                var frames = await videos.MakeAsync(
                    clip,
                    choices => choices with { AudioGuidance = scale },
                    cancellation
                );
                var measure = SyncMeasure.Of(clip, frames, videos.LateFrames);
                report.Add(
                    Name,
                    string.Create(CultureInfo.InvariantCulture, $"{clip.Name} at {scale}"),
                    measure.Values()
                );
                sum += measure.Correlation;
            }
            means.Add(sum / count);
            report.Rows.Add(
                FigureRow.Shown(
                    Name,
                    string.Create(CultureInfo.InvariantCulture, $"sync at audio guidance {scale}"),
                    sum / count,
                    count
                )
            );
        }
        var rises = Enumerable.Range(1, means.Count - 1).Count(i => means[i] > means[i - 1]);
        report.Rows.Add(
            FigureRow.AtLeast(Name, "times that more guidance raises sync, of three", rises, Scales.Length - 1, count)
        );
    }
}
