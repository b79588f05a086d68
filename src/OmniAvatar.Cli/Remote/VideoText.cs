using System.Globalization;
using System.Text.Json;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote;

/// <summary>Videos in words, or as the service's own JSON.</summary>
internal static class VideoText
{
    /// <summary>One line: id, status, what it is.</summary>
    public static string Line(Video video, bool json) =>
        json
            ? JsonSerializer.Serialize(video, VideoJson.Default.Video)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{video.Id}  {Status(video), -16}  {video.Seconds} s  {video.Size}  {video.Model}"
            );

    /// <summary>All that is known, line by line.</summary>
    public static string Sheet(Video video)
    {
        var lines = new List<string> { Line(video, json: false) };
        if (video.Error is { } error)
            lines.Add(error.Message);
        if (video.Details is not { } details)
            return lines[0];
        lines.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{details.SegmentsDone} of {details.SegmentsTotal} segments, {details.ShotsDone} of "
                    + $"{details.ShotsTotal} shots"
            )
        );
        lines.AddRange((details.Warnings ?? []).Select(warning => $"Warning: {warning}"));
        if (details.Waiting is { } waiting)
            lines.Add($"Waiting: {waiting}");
        if (details.Usage is { } usage)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{usage.GpuSeconds:0.0} GPU-seconds"));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Status(Video video) =>
        video switch
        {
            { Status: VideoStatus.Failed, Error.Code: VideoErrorCodes.Cancelled } => "cancelled",
            { Status: VideoStatus.InProgress } => string.Create(
                CultureInfo.InvariantCulture,
                $"in progress {video.Progress, 2} %"
            ),
            _ => video.Status,
        };
}
