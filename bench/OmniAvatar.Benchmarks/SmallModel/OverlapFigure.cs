using OmniAvatar.Training.Evaluation.Figures;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Whether the joints of segments can be seen, with one shared frame and with 13.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="videos">Renders.</param>
internal sealed class OverlapFigure(HeldOutClips clips, IVideoSource videos)
{
    private const double Seconds = 6;
    private const int Released = 13;

    /// <summary><c>overlap</c>.</summary>
    public async Task<IReadOnlyList<FigureRow>> MeasureAsync(int count, CancellationToken cancellation)
    {
        var (one, many) = (await SeamsAsync(1, count, cancellation), await SeamsAsync(Released, count, cancellation));
        return
        [
            FigureRow.Shown("overlap", "seam with 1 shared frame: change at a joint over the median change, median", MedianOf(one), one.Count),
            FigureRow.AtMost("overlap", "seam with 13 shared frames", MedianOf(many), 1.3, many.Count),
        ];
    }

    private async Task<List<double>> SeamsAsync(int overlap, int count, CancellationToken cancellation)
    {
        var seams = new List<double>();
        for (var index = 0; index < count; index++)
        {
            var clip = clips.Of(index, Seconds, cancellation);
            var bytes = await videos.MakeAsync(clip, $"overlap-{overlap}", choices => choices with { Overlap = overlap }, cancellation);
            using var frames = tensor(bytes.ToArray(), [bytes.Length / clip.FrameBytes, clip.FrameBytes], ScalarType.Byte);
            seams.AddRange(SeamRatio.Of(frames, [.. videos.Joints(clip, (int)frames.shape[0], overlap)]));
        }
        return seams;
    }

    private static double MedianOf(List<double> seams) => seams.Count == 0 ? double.NaN : Statistics.Median(seams);
}
