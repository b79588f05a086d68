using OmniAvatar.Training.Evaluation.Figures;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Whether a video still shows the person of its reference, told from 50 by colours.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="videos">Renders.</param>
internal sealed class IdentityFigure(HeldOutClips clips, IVideoSource videos)
{
    /// <summary>Faces that are told apart.</summary>
    public const int Faces = 50;

    private const double Seconds = 2;

    /// <summary><c>identity</c>: of <paramref name="count"/> videos, at most <see cref="Faces"/>.</summary>
    public async Task<IReadOnlyList<FigureRow>> MeasureAsync(int count, CancellationToken cancellation)
    {
        var people = Enumerable.Range(0, Faces).Select(index => clips.Of(index, Seconds, cancellation)).ToArray();
        IReadOnlyList<double>[] known = [.. people.Select(clip => ColourHistogram.Of(clip.Picture.Span))];
        var (asked, right) = (Math.Min(count, Faces), 0);
        for (var index = 0; index < asked; index++)
        {
            var frames = await videos.MakeAsync(people[index], "identity", choices => choices, cancellation);
            // The first frame is the reference itself; the second half of the video is the model's own.
            var later = frames[(frames.Length / people[index].FrameBytes / 2 * people[index].FrameBytes)..];
            if (ColourHistogram.Nearest(ColourHistogram.Of(later.Span), known) == index) right++;
        }
        return [FigureRow.AtLeast("identity", "part of the videos whose nearest reference of 50 is their own", (double)right / asked, 0.95, asked)];
    }
}
