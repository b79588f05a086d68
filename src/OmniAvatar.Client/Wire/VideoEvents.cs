namespace OmniAvatar.Client.Wire;

/// <summary>The types of events in a video's stream.</summary>
public static class VideoEventTypes
{
    /// <summary>Something that is odd about the request and stopped nothing; before the first event of a
    /// stream that was not heard before.</summary>
    public const string Warning = "warning";

    /// <summary>The video as a whole: the first event of a stream but for warnings, and whenever its status
    /// changes.</summary>
    public const string Status = "status";

    /// <summary>More of it is rendered.</summary>
    public const string Progress = "progress";

    /// <summary>More of it can be watched.</summary>
    public const string Part = "part";

    /// <summary>The video as a whole; nothing more happens until someone resumes it, and the stream ends.</summary>
    public const string Done = "done";

    /// <summary>Nothing has changed; it keeps the connection open.</summary>
    public const string KeepAlive = "keep_alive";
}

/// <summary>How far a video is: the content of a <c>progress</c> event.</summary>
public sealed record VideoProgress
{
    /// <summary>The video.</summary>
    public required string Id { get; init; }

    /// <summary>Percent done, 0 to 99.</summary>
    public required int Progress { get; init; }

    /// <summary>Segments done, over all shots.</summary>
    public required int SegmentsDone { get; init; }

    /// <summary>Segments of all shots.</summary>
    public required int SegmentsTotal { get; init; }

    /// <summary>How far each shot is, in the order of the video; empty while that is not known.</summary>
    public IReadOnlyList<VideoShot> Shots { get; init; } = [];

    /// <summary>Why nothing runs although it could, in one sentence; null while something runs.</summary>
    public string? Waiting { get; init; }
}

/// <summary>The content of a <c>warning</c> event.</summary>
/// <param name="Id">The video.</param>
/// <param name="Message">One sentence.</param>
public sealed record VideoWarning(string Id, string Message);

/// <summary>How far a shot is.</summary>
/// <param name="SegmentsDone">Segments rendered.</param>
/// <param name="SegmentsTotal">Segments of the shot.</param>
public sealed record VideoShot(int SegmentsDone, int SegmentsTotal);

/// <summary>How much of a video can be watched: the content of a <c>part</c> event.</summary>
public sealed record VideoPart
{
    /// <summary>The video.</summary>
    public required string Id { get; init; }

    /// <summary>Parts of its stream that can be watched, from the first.</summary>
    public required int Parts { get; init; }

    /// <summary>Parts of the whole video.</summary>
    public required int PartsTotal { get; init; }

    /// <summary>Seconds that can be watched.</summary>
    public required double Seconds { get; init; }

    /// <summary>Where the stream's playlist is, from the service's root.</summary>
    public required string Playlist { get; init; }
}
