using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Evaluation.Mouths;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary>
/// <c>prompt</c>: whether one word of the prompt decides what is seen: the same picture, speech and seed, once nodding
/// and once swaying.
/// </summary>
/// <param name="clips">What is rendered.</param>
internal sealed class PromptFigure(HeldOutClips clips) : IFigure
{
    private const double Seconds = 5;
    private static readonly Behaviour[] Behaviours = [Behaviour.Nodding, Behaviour.Swaying];

    public string Name => "prompt";

    public bool NeedsModel => false;

    public int UsualClips => 10;

    public IEnumerable<VideoWish> Videos(int count) =>
        from behaviour in Behaviours
        from index in Enumerable.Range(0, count)
        select VideoWish.Of(index, Seconds, choices => choices, behaviour);

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        var right = 0;
        for (var index = 0; index < count; index++)
        {
            var (nods, sways) = (
                await UprightAsync(videos, index, Behaviours[0], cancellation),
                await UprightAsync(videos, index, Behaviours[1], cancellation)
            );
            report.Add(Name, HeldOutClips.Name(index, Seconds), ("nods", nods), ("sways", sways));
            if (nods > sways)
                right++;
        }
        report.Rows.Add(
            FigureRow.AtLeast(
                Name,
                "part of the pairs in which 'nods' moves more upright than 'sways'",
                (double)right / count,
                0.9,
                count
            )
        );
    }

    /// <summary>Movement of the mouth up and down over movement to the sides.</summary>
    private async Task<double> UprightAsync(
        IVideoSource videos,
        int index,
        Behaviour behaviour,
        CancellationToken cancellation
    )
    {
        var clip = clips.Behaving(index, Seconds, behaviour, cancellation);
        var readings = clip.Reader().Read(await videos.MakeAsync(clip, choices => choices, cancellation));
        return Spread(readings, reading => reading.Y) / Math.Max(1e-6, Spread(readings, reading => reading.X));
    }

    private static double Spread(IReadOnlyList<MouthReading> readings, Func<MouthReading, double> place)
    {
        var mean = readings.Average(place);
        return Math.Sqrt(readings.Average(reading => Math.Pow(place(reading) - mean, 2)));
    }
}
