using OmniAvatar.Benchmarks.SmallModel.Figures;
using OmniAvatar.Benchmarks.SmallModel.Videos;

namespace OmniAvatar.Benchmarks.SmallModel.Reports;

/// <summary>One model of a comparison.</summary>
/// <param name="Model">Its folder, as it was named.</param>
/// <param name="Values">By name.</param>
public sealed record ModelRow(string Model, IReadOnlyDictionary<string, double> Values);

/// <summary>
/// <c>compare</c>: several models side by side on the same clips, such as an adapter, a whole training and one of the
/// audio alone. The videos are those of <see cref="SyncFigure"/>.
/// </summary>
/// <param name="clips">What is rendered.</param>
internal sealed class ModelComparison(HeldOutClips clips)
{
    /// <summary>The line of one model.</summary>
    /// <param name="model">Its folder.</param>
    /// <param name="videos">Makes its videos.</param>
    /// <param name="count">Videos.</param>
    /// <param name="cancellation">Stops between and within videos.</param>
    public async Task<ModelRow> MeasureAsync(
        string model,
        IVideoSource videos,
        int count,
        CancellationToken cancellation
    )
    {
        var (measures, colours) = (new List<SyncMeasure>(), new List<double>());
        for (var index = 0; index < count; index++)
        {
            var clip = clips.Of(index, SyncFigure.Seconds, cancellation);
            var frames = await videos.MakeAsync(clip, choices => choices, cancellation);
            measures.Add(SyncMeasure.Of(clip, frames, videos.LateFrames));
            colours.Add(clip.ColourDistance(frames));
        }
        var sync = new SyncSummary(measures);
        return new ModelRow(
            model,
            new Dictionary<string, double>
            {
                ["sync"] = sync.Correlation,
                ["worst sync"] = sync.Worst,
                ["in time"] = sync.InTime,
                ["pauses"] = sync.Pauses,
                ["loudness from pixels"] = sync.Loudness,
                ["mouth's likeness"] = sync.Likeness,
                ["Lab distance"] = colours.Average(),
                ["videos"] = count,
            }
        );
    }
}
