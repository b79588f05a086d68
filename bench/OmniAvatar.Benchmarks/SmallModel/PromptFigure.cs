using OmniAvatar.Training.Evaluation.Figures;
using OmniAvatar.Training.Synthetic.Faces;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Whether one word of the prompt decides what is seen: the same picture, speech and seed, once nodding and once swaying.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="videos">Renders.</param>
internal sealed class PromptFigure(HeldOutClips clips, IVideoSource videos)
{
    private const double Seconds = 5;

    /// <summary><c>prompt</c>.</summary>
    public async Task<IReadOnlyList<FigureRow>> MeasureAsync(int count, CancellationToken cancellation)
    {
        var right = 0;
        for (var index = 0; index < count; index++)
        {
            var nods = await UprightAsync(index, Behaviour.Nodding, cancellation);
            var sways = await UprightAsync(index, Behaviour.Swaying, cancellation);
            if (nods > sways) right++;
        }
        return [FigureRow.AtLeast("prompt", "part of the pairs in which 'nods' moves more upright than 'sways'", (double)right / count, 0.9, count)];
    }

    /// <summary>Movement of the mouth up and down over movement to the sides.</summary>
    private async Task<double> UprightAsync(int index, Behaviour behaviour, CancellationToken cancellation)
    {
        var clip = clips.Behaving(index, Seconds, behaviour, cancellation);
        var frames = await videos.MakeAsync(clip, "prompt", choices => choices, cancellation);
        var readings = clip.Reader().Read(frames);
        return Spread(readings, reading => reading.Y) / Math.Max(1e-6, Spread(readings, reading => reading.X));
    }

    private static double Spread(IReadOnlyList<MouthReading> readings, Func<MouthReading, double> place)
    {
        var mean = readings.Average(place);
        return Math.Sqrt(readings.Average(reading => Math.Pow(place(reading) - mean, 2)));
    }
}
