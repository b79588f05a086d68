using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Evaluation.Figures;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary><c>identity</c>: whether a video still shows the person of its reference, told from 50 by
/// colours.</summary>
/// <param name="clips">What is rendered.</param>
internal sealed class IdentityFigure(HeldOutClips clips) : IFigure
{
    private const int Faces = 50;
    private const double Seconds = 2;

    public string Name => "identity";

    public bool NeedsModel => false;

    public int UsualClips => Faces;

    public IEnumerable<VideoWish> Videos(int count) =>
        Enumerable.Range(0, Math.Min(count, Faces)).Select(index => VideoWish.Of(index, Seconds, choices => choices));

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        var people = Enumerable.Range(0, Faces).Select(index => clips.Of(index, Seconds, cancellation)).ToArray();
        IReadOnlyList<double>[] known = [.. people.Select(clip => ColourHistogram.Of(clip.Picture.Span))];
        var (asked, right) = (Math.Min(count, Faces), 0);
        for (var index = 0; index < asked; index++)
        {
            var frames = await videos.MakeAsync(people[index], choices => choices, cancellation);
            // The first frame is the reference itself; the second half of the video is the model's own.
            var later = ColourHistogram.Of(
                frames[(frames.Length / people[index].FrameBytes / 2 * people[index].FrameBytes)..].Span
            );
            var nearest = ColourHistogram.Nearest(later, known);
            if (nearest == index)
                right++;
            report.Add(
                Name,
                people[index].Name,
                ("face", index + 1),
                ("nearest", nearest + 1),
                ("distance", ColourHistogram.Distance(later, known[index])),
                ("nearest's", ColourHistogram.Distance(later, known[nearest]))
            );
        }
        report.Rows.Add(
            FigureRow.AtLeast(
                Name,
                "part of the videos whose nearest reference of 50 is their own",
                (double)right / asked,
                0.95,
                asked
            )
        );
    }
}
