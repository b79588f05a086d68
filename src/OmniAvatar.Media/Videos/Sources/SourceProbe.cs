using OmniAvatar.Planning;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>What a video from outside says of itself; nothing of it is decoded yet, so nothing of it is
/// certain.</summary>
/// <param name="Size">The picture as it is shown: turned as the file asks, and with square pixels.</param>
/// <param name="HasSound">Whether there is a sound stream.</param>
public sealed record SourceVideo(VideoSize Size, bool HasSound);

/// <summary>Looks into any video file that ffmpeg reads, and that names no other file or address.</summary>
public static class SourceProbe
{
    /// <summary>Reads the headers of a file.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <returns>What it says, or null if no stream of it has pictures that move.</returns>
    /// <exception cref="BadInputException">Missing, empty, or no kind of video file.</exception>
    public static async Task<SourceVideo?> ReadAsync(string path, CancellationToken cancellation)
    {
        var headers = await FileHeaders.ReadAsync("video", path, cancellation);
        return headers.Video is { } video ? new SourceVideo(SizeOf(video), headers.Sound is not null) : null;
    }

    internal static VideoSize SizeOf(StreamHeaders video)
    {
        var width = Math.Max(1, (int)Math.Round(video.Width * video.PixelAspect));
        return video.IsTurned ? new VideoSize(width, video.Height) : new VideoSize(video.Height, width);
    }
}
