using System.Text.Json.Serialization;

namespace OmniAvatar.Client.Wire;

/// <summary>Where a video stands, in the public API's words.</summary>
public static class VideoStatus
{
    /// <summary>No part of it renders yet.</summary>
    public const string Queued = "queued";

    /// <summary>Parts of it render.</summary>
    public const string InProgress = "in_progress";

    /// <summary>The video can be downloaded.</summary>
    public const string Completed = "completed";

    /// <summary>Also a cancelled video, with the error code <see cref="VideoErrorCodes.Cancelled"/>.</summary>
    public const string Failed = "failed";
}

/// <summary>Why a video has failed, for programs.</summary>
public static class VideoErrorCodes
{
    /// <summary>It was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The picture, the speech or an option cannot be rendered.</summary>
    public const string BadInput = "bad_input";

    /// <summary>Rendering failed although the input is good.</summary>
    public const string RenderFailed = "render_failed";
}

/// <summary>A video job, in the shape of OpenAI's public videos API with an object of our own beside it.</summary>
public sealed record Video
{
    /// <summary>Name of the video in the paths of the API.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>video</c>.</summary>
    public string Object { get; init; } = "video";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>See <see cref="VideoStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Percent done, 0 to 100; 100 only when completed.</summary>
    public required int Progress { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Seconds since 1970; null until completed.</summary>
    public required long? CompletedAt { get; init; }

    /// <summary>Seconds since 1970; null: nothing expires.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>What is shown, in words.</summary>
    public required string? Prompt { get; init; }

    /// <summary>The video that it was made from; null if it is no remix.</summary>
    public string? RemixedFromVideoId { get; init; }

    /// <summary>Length of the finished video in seconds, as a number with a point.</summary>
    public required string Seconds { get; init; }

    /// <summary>Width and height in pixels, as <c>720x400</c>.</summary>
    public required string Size { get; init; }

    /// <summary>Set if and only if it has failed.</summary>
    public required VideoError? Error { get; init; }

    /// <summary>What the public shape has no place for.</summary>
    [JsonPropertyName("omniavatar")]
    public VideoDetails? Details { get; init; }

    /// <summary>Whether nothing more happens until someone resumes it.</summary>
    [JsonIgnore]
    public bool IsOver => Status is VideoStatus.Completed or VideoStatus.Failed;
}

/// <summary>Why a video has failed.</summary>
/// <param name="Code">See <see cref="VideoErrorCodes"/>.</param>
/// <param name="Message">One sentence.</param>
public sealed record VideoError(string Code, string Message)
{
    /// <summary>
    /// More exactly than the code: <c>failed</c>, <c>outage</c>, <c>damaged</c>, <c>resources</c>, <c>bug</c>,
    /// <c>bad_input</c>,
    /// <c>wrong_use</c> or <c>cancelled</c>. Null from services that know no kinds.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>The id under which the service's log says more, or null.</summary>
    public string? Incident { get; init; }
}

/// <summary>What the public shape has no place for.</summary>
public sealed record VideoDetails
{
    /// <summary>Shots whose last segment is done.</summary>
    public required int ShotsDone { get; init; }

    /// <summary>Shots of the video.</summary>
    public required int ShotsTotal { get; init; }

    /// <summary>Segments done, over all shots.</summary>
    public required int SegmentsDone { get; init; }

    /// <summary>Segments of all shots.</summary>
    public required int SegmentsTotal { get; init; }

    /// <summary>Why nothing runs although it could, in one sentence; null while something runs.</summary>
    public string? Waiting { get; init; }

    /// <summary>What is odd about the request and stopped nothing; null of videos of an older release. The answer that
    /// created the video may say more.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>GPU time so far; left out of lists.</summary>
    public VideoUsage? Usage { get; init; }
}

/// <summary>GPU time of a video, in seconds of slots that were busy with it.</summary>
/// <param name="GpuSeconds">Of results: what is billed.</param>
/// <param name="RepeatedGpuSeconds">Of attempts that came second.</param>
/// <param name="LostGpuSeconds">Of attempts that ended without a result.</param>
public sealed record VideoUsage(double GpuSeconds, double RepeatedGpuSeconds, double LostGpuSeconds);
