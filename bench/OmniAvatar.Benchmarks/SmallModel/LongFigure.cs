using OmniAvatar.Requests;
using OmniAvatar.Training.Evaluation.Figures;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>What becomes of colours and sync over three minutes, as one shot and as auto shots.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="videos">Renders.</param>
/// <param name="seconds">Length of the speech; 180 for the figure.</param>
internal sealed class LongFigure(HeldOutClips clips, IVideoSource videos, double seconds)
{
    private const int Window = 250; // 10 s at 25 frames a second.

    /// <summary><c>long</c>.</summary>
    public async Task<IReadOnlyList<FigureRow>> MeasureAsync(int count, CancellationToken cancellation)
    {
        var rows = new List<FigureRow>();
        foreach (var (mode, name) in ((ShotMode, string)[])[(ShotMode.Single, "one shot"), (ShotMode.Auto, "auto shots")])
        {
            var parts = new List<(Part First, Part Last)>();
            for (var index = 0; index < count; index++)
            {
                var clip = clips.Long(index, seconds, cancellation);
                var frames = await videos.MakeAsync(clip, mode.ToString().ToLowerInvariant(), choices => choices with { Shots = mode }, cancellation);
                parts.Add(Ends(clip, frames));
            }
            rows.AddRange(Rows(name, parts));
        }
        return rows;
    }

    private (Part First, Part Last) Ends(SpokenClip clip, ReadOnlyMemory<byte> frames)
    {
        var count = frames.Length / clip.FrameBytes;
        var window = Math.Min(Window, count);
        return (Measure(clip, frames, 0, window), Measure(clip, frames, count - window, window));
    }

    private Part Measure(SpokenClip clip, ReadOnlyMemory<byte> frames, int first, int window)
    {
        using var scope = NewDisposeScope();
        var shown = Unit(clip, frames.Slice(first * clip.FrameBytes, window * clip.FrameBytes));
        var colour = ColourDrift.Of(shown, 0, window, Unit(clip, clip.Picture)[0]);
        return new Part(colour, SyncMeasure.Of(clip, frames, videos.LateFrames, first, first + window).Correlation);
    }

    /// <summary>(T, 3, H, W) in [0, 1].</summary>
    private static Tensor Unit(SpokenClip clip, ReadOnlyMemory<byte> frames) =>
        tensor(frames.ToArray(), ScalarType.Byte).view(-1, clip.Side, clip.Side, 3).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255;

    private static IEnumerable<FigureRow> Rows(string name, List<(Part First, Part Last)> parts) =>
    [
        FigureRow.Shown("long", $"{name}: Lab distance to the reference, first 10 s", parts.Average(part => part.First.Colour), parts.Count),
        FigureRow.Shown("long", $"{name}: Lab distance to the reference, last 10 s", parts.Average(part => part.Last.Colour), parts.Count),
        FigureRow.Shown("long", $"{name}: sync, first 10 s", parts.Average(part => part.First.Sync), parts.Count),
        FigureRow.Shown("long", $"{name}: sync, last 10 s", parts.Average(part => part.Last.Sync), parts.Count),
    ];

    private readonly record struct Part(double Colour, double Sync);
}
