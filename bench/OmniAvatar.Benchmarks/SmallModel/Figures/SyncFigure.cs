using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary><c>sync</c>: how well mouths follow the speech at the model's defaults.</summary>
/// <param name="clips">What is rendered.</param>
internal sealed class SyncFigure(HeldOutClips clips) : IFigure
{
    /// <summary>Length of the clips.</summary>
    public const double Seconds = 5;

    /// <summary>Its name.</summary>
    public const string Title = "sync";

    /// <summary>Videos where the user names no number.</summary>
    public const int Usually = 8;

    public string Name => Title;

    public bool NeedsModel => false;

    public int UsualClips => Usually;

    public IEnumerable<VideoWish> Videos(int count) =>
        Enumerable.Range(0, count).Select(index => VideoWish.Of(index, Seconds, choices => choices));

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        var (measures, drawn) = (new List<SyncMeasure>(), new List<SyncMeasure>());
        for (var index = 0; index < count; index++)
        {
            var clip = clips.Of(index, Seconds, cancellation);
            var measure = SyncMeasure.Of(
                clip,
                await videos.MakeAsync(clip, choices => choices, cancellation),
                videos.LateFrames
            );
            measures.Add(measure);
            drawn.Add(SyncMeasure.OfDrawn(clip));
            report.Add(Name, clip.Name, measure.Values());
        }
        var sync = new SyncSummary(measures);
        report.Rows.AddRange([
            FigureRow.AtLeast(
                Name,
                "correlation of the mouth's opening with the truth, mean",
                sync.Correlation,
                0.75,
                count
            ),
            FigureRow.Shown(Name, "the same of the worst video", sync.Worst, count),
            FigureRow.AtLeast(Name, "part of the videos whose best lag is within one frame", sync.InTime, 1, count),
            FigureRow.AtMost(
                Name,
                "opening in pauses over opening when wide, mean",
                sync.Pauses,
                0.25,
                sync.WithPauses
            ),
            FigureRow.Shown(Name, "loudness told from unseen frames' pixels: correlation, mean", sync.Loudness, count),
            FigureRow.Shown(
                Name,
                "the same of the clips as they were drawn",
                drawn.Average(measure => measure.Loudness),
                count
            ),
            FigureRow.Shown(Name, "likeness of the mouth's pixels to a drawn mouth, mean", sync.Likeness, count),
        ]);
    }
}
