using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Planning;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary><c>overlap</c>: whether the joints of segments can be seen, with one shared frame and with 13.</summary>
/// <param name="clips">What is rendered.</param>
internal sealed class OverlapFigure(HeldOutClips clips) : IFigure
{
    private static readonly int[] Overlaps = [1, 13];

    public string Name => "overlap";

    public bool NeedsModel => false;

    public int UsualClips => 8;

    // As long as the clips of sync: where 13 is the model's default, its videos are the same.
    public IEnumerable<VideoWish> Videos(int count) =>
        from overlap in Overlaps
        from index in Enumerable.Range(0, count)
        select VideoWish.Of(index, SyncFigure.Seconds, choices => choices with { Overlap = overlap });

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        var (one, many) = (
            await SeamsAsync(videos, Overlaps[0], count, report, cancellation),
            await SeamsAsync(videos, Overlaps[1], count, report, cancellation)
        );
        report.Rows.AddRange([
            FigureRow.Shown(
                Name,
                "seam with 1 shared frame: change at a joint over the median change, median",
                Statistics.Median(one.Select(seam => seam.Ratio)),
                one.Count
            ),
            FigureRow.AtMost(
                Name,
                "seam with 13 shared frames, median",
                Statistics.Median(many.Select(seam => seam.Ratio)),
                1.3,
                many.Count
            ),
            FigureRow.Shown(
                Name,
                "seam with 1 shared frame over the median change where a latent frame begins",
                Statistics.Median(one.Select(seam => seam.OfLatents)),
                one.Count
            ),
            FigureRow.Shown(
                Name,
                "seam with 13 shared frames over the median change where a latent frame begins",
                Statistics.Median(many.Select(seam => seam.OfLatents)),
                many.Count
            ),
        ]);
    }

    private async Task<List<Seam>> SeamsAsync(
        IVideoSource videos,
        int overlap,
        int count,
        FigureReport report,
        CancellationToken cancellation
    )
    {
        var seams = new List<Seam>();
        for (var index = 0; index < count; index++)
        {
            var clip = clips.Of(index, SyncFigure.Seconds, cancellation);
            var bytes = await videos.MakeAsync(clip, choices => choices with { Overlap = overlap }, cancellation);
            using var frames = tensor(
                bytes.ToArray(),
                [bytes.Length / clip.FrameBytes, clip.FrameBytes],
                ScalarType.Byte
            );
            var joints = SegmentJoints.Of(videos.Window(overlap), (int)frames.shape[0]);
            var ratios = SeamRatio.Of(frames, joints);
            report.Add(
                Name,
                $"{clip.Name} with {overlap}",
                [.. joints.Zip(ratios, (joint, ratio) => ($"frame {joint}", ratio))]
            );
            seams.AddRange(
                ratios.Zip(
                    SeamRatio.Of(frames, joints, WindowArithmetic.TemporalFactor),
                    (ratio, ofLatents) => new Seam(ratio, ofLatents)
                )
            );
        }
        return seams;
    }

    /// <param name="Ratio">Change at a joint over the median change.</param>
    /// <param name="OfLatents">The same over the median of the places where the autoencoder begins a latent
    /// frame.</param>
    private readonly record struct Seam(double Ratio, double OfLatents);
}
