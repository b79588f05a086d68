using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>How speech is cut into shots.</summary>
/// <param name="MostSegments">Segments of one shot at most: the model drifts away from its picture in longer
/// chains.</param>
/// <param name="CrossfadeFrames">Frames in which a shot's end fades into the next one's beginning, where its last
/// window has them to spare.</param>
public sealed record ShotOptions(int MostSegments = ShotOptions.DefaultMostSegments, int CrossfadeFrames = 0)
{
    /// <summary>About 30 s at the released configuration, where the paper's chain still looks like its
    /// picture.</summary>
    public const int DefaultMostSegments = 8;

    /// <summary>What a request with <see cref="ShotMode.Auto"/> asks for.</summary>
    public static ShotOptions Of(RenderRequest request) =>
        new(request.SegmentsPerShot ?? DefaultMostSegments, request.CrossfadeFrames ?? 0);
}

/// <summary>A stretch of speech that one chain of segments renders.</summary>
/// <param name="Speaker">Who is shown, from 0.</param>
/// <param name="Start">Its first speech frame.</param>
/// <param name="End">The speech frame after its last.</param>
internal readonly record struct ShotSpan(int Speaker, int Start, int End)
{
    public int Frames => End - Start;
}
