using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary><c>long</c>: what becomes of colours and sync over three minutes, as one shot and as auto shots.</summary>
/// <param name="clips">What is rendered.</param>
/// <param name="seconds">Length of the speech; 180 for the figure.</param>
internal sealed class LongFigure(HeldOutClips clips, double seconds) : IFigure
{
    private const double JustNoticeable = 2.3; // In Lab.
    private const int Window = 250; // 10 s at 25 frames a second.
    private static readonly (ShotMode Mode, string Name)[] Modes =
    [
        (ShotMode.Single, "one shot"),
        (ShotMode.Auto, "auto shots"),
    ];

    public string Name => "long";

    public bool NeedsModel => true;

    public int UsualClips => 1;

    public IEnumerable<VideoWish> Videos(int count) =>
        from mode in Modes
        from index in Enumerable.Range(0, count)
        select VideoWish.Of(index, seconds, choices => choices with { Shots = mode.Mode });

    public async Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation)
    {
        foreach (var (mode, name) in Modes)
        {
            var parts = new List<(Part First, Part Last)>();
            for (var index = 0; index < count; index++)
            {
                var clip = clips.Long(index, seconds, cancellation);
                var (first, last) = Ends(
                    clip,
                    await videos.MakeAsync(clip, choices => choices with { Shots = mode }, cancellation),
                    videos.LateFrames
                );
                report.Add(Name, $"{clip.Name} as {name}, first", [("colour", first.Colour), .. first.Sync.Values()]);
                report.Add(Name, $"{clip.Name} as {name}, last", [("colour", last.Colour), .. last.Sync.Values()]);
                parts.Add((first, last));
            }
            report.Rows.AddRange(Rows(mode, name, parts));
        }
    }

    private static (Part First, Part Last) Ends(SpokenClip clip, ReadOnlyMemory<byte> frames, double late)
    {
        var count = frames.Length / clip.FrameBytes;
        var window = Math.Min(Window, count);
        return (Measure(clip, frames, late, 0, window), Measure(clip, frames, late, count - window, window));
    }

    private static Part Measure(SpokenClip clip, ReadOnlyMemory<byte> frames, double late, int first, int window) =>
        new(
            clip.ColourDistance(frames.Slice(first * clip.FrameBytes, window * clip.FrameBytes)),
            SyncMeasure.Of(clip, frames, late, first, first + window)
        );

    private IEnumerable<FigureRow> Rows(ShotMode mode, string name, List<(Part First, Part Last)> parts)
    {
        var (what, drift) = (
            $"{name}: Lab distance, last 10 s less first",
            parts.Average(part => part.Last.Colour - part.First.Colour)
        );
        return
        [
            FigureRow.Shown(
                Name,
                $"{name}: Lab distance to the reference, first 10 s",
                parts.Average(part => part.First.Colour),
                parts.Count
            ),
            FigureRow.Shown(
                Name,
                $"{name}: Lab distance to the reference, last 10 s",
                parts.Average(part => part.Last.Colour),
                parts.Count
            ),
            FigureRow.Shown(
                Name,
                $"{name}: sync, first 10 s",
                parts.Average(part => part.First.Sync.Correlation),
                parts.Count
            ),
            FigureRow.Shown(
                Name,
                $"{name}: sync, last 10 s",
                parts.Average(part => part.Last.Sync.Correlation),
                parts.Count
            ),
            mode == ShotMode.Auto
                ? FigureRow.AtMost(Name, what, drift, JustNoticeable, parts.Count)
                : FigureRow.Shown(Name, what, drift, parts.Count),
        ];
    }

    private readonly record struct Part(double Colour, SyncMeasure Sync);
}
