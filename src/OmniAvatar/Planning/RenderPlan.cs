using System.Text.Json.Serialization;

namespace OmniAvatar.Planning;

/// <summary>Rows of the audio features that one segment hears: <see cref="LeadingZeroRows"/> zero rows, then
/// [<see cref="Start"/>, <see cref="End"/>).</summary>
public sealed record AudioRows(int LeadingZeroRows, int Start, int End);

/// <summary>One denoising window (paper, Algorithm 1; the reference's window arithmetic).</summary>
/// <param name="Shot">0-based shot.</param>
/// <param name="Index">0-based place in the shot.</param>
/// <param name="Audio">What it hears, FramesPerSegment rows in all.</param>
/// <param name="PrefixLatentFrames">Latent frames given at its start: 1 (the picture) or (3+overlap)/4.</param>
/// <param name="FirstShownFrame">
/// Decoded frames dropped at its start because the previous segment showed them: the overlap where the window is
/// decoded whole (re-encode); 0 in the first segment of all, and where a later segment decodes its new latents alone, 4
/// frames each (latents);
/// 1 in the first segment of a later shot, whose first frame is the picture and stands for no time.
/// </param>
/// <param name="ShownFrames">Frames shown from there on; fewer than decoded at a shot's end, where audio was
/// padded.</param>
public sealed record SegmentPlan(
    int Shot,
    int Index,
    AudioRows Audio,
    int PrefixLatentFrames,
    int FirstShownFrame,
    int ShownFrames
)
{
    /// <summary>
    /// Frames after the shown ones that are kept apart, to be faded into the next shot's first frames, which stand for
    /// the same time: not shown by themselves. 0 but in a shot's last segment.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int TailFrames { get; init; }
}

/// <summary>A chain of segments that starts from the reference picture.</summary>
public sealed record ShotPlan(int Shot, IReadOnlyList<SegmentPlan> Segments)
{
    /// <summary>Who is shown and heard, from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Speaker { get; init; }
}

/// <summary>A job cut into shots and segments: a pure function of its request. Speech row n is heard by video frame n +
/// 1. Stored as <c>plan.json</c>.</summary>
public sealed record RenderPlan
{
    /// <summary>Frames of one window (the reference's L), 4n+1.</summary>
    public required int FramesPerSegment { get; init; }

    /// <summary>Latent frames of one window (the reference's T), (FramesPerSegment+3)/4.</summary>
    public required int LatentFramesPerSegment { get; init; }

    /// <summary>Video frames that the speech lasts.</summary>
    public required int AudioFrames { get; init; }

    /// <summary>Audio frames after padding to whole windows.</summary>
    public required int PaddedAudioFrames { get; init; }

    /// <summary>Frames of the finished video: AudioFrames + 1, since frame 0 is the picture itself.</summary>
    public required int TotalFrames { get; init; }

    /// <summary>In the order in which they are shown.</summary>
    public required IReadOnlyList<ShotPlan> Shots { get; init; }

    /// <summary>The frame of the video that a segment shows first.</summary>
    public int FirstFrameOf(SegmentPlan segment) =>
        Shots
            .SelectMany(shot => shot.Segments)
            .TakeWhile(earlier => (earlier.Shot, earlier.Index) != (segment.Shot, segment.Index))
            .Sum(earlier => earlier.ShownFrames);

    /// <summary>Each shot with the frames of the video that it shows: the first, and how many.</summary>
    public IEnumerable<(ShotPlan Shot, int Start, int Frames)> ShownShots()
    {
        var start = 0;
        foreach (var shot in Shots)
        {
            var frames = shot.Segments.Sum(segment => segment.ShownFrames);
            yield return (shot, start, frames);
            start += frames;
        }
    }

    /// <summary>Segments of all shots.</summary>
    public int SegmentCount() => Shots.Sum(s => s.Segments.Count);
}
