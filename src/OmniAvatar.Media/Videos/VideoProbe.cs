using System.Globalization;
using System.Text.Json;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Videos;

/// <summary>What a finished video is, by decoding it.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Frames">Frames that decode.</param>
/// <param name="FrameRate">As a fraction, such as <c>25/1</c>.</param>
/// <param name="VideoCodec">ffmpeg's name of the codec.</param>
/// <param name="PixelFormat">ffmpeg's name of the pixel format.</param>
/// <param name="VideoSeconds">Duration of the video stream.</param>
/// <param name="SoundCodec">ffmpeg's name of the codec, or null without sound.</param>
/// <param name="SoundSeconds">Duration of the sound stream, 0 without sound.</param>
/// <param name="Comment">The comment tag, or null.</param>
public sealed record VideoInfo(
    int Width,
    int Height,
    int Frames,
    string FrameRate,
    string VideoCodec,
    string PixelFormat,
    double VideoSeconds,
    string? SoundCodec,
    double SoundSeconds,
    string? Comment
);

/// <summary>Looks into videos that we made.</summary>
public static class VideoProbe
{
    /// <summary>Decodes and counts.</summary>
    /// <exception cref="BadInputException">No such file, or no video in it.</exception>
    public static async Task<VideoInfo> ReadAsync(string path, CancellationToken cancellation)
    {
        using var document = await ProbeAsync(path, "-count_frames -show_streams -show_format", cancellation);
        return Parse(document.RootElement) ?? throw new BadInputException($"The video {path} has no video stream.");
    }

    /// <summary>The frames that the index of an mp4 lists, without decoding.</summary>
    /// <exception cref="BadInputException">No such file, or no video in it.</exception>
    public static async Task<int> CountFramesAsync(string path, CancellationToken cancellation)
    {
        using var document = await ProbeAsync(path, Ffprobe.Entries("stream=nb_frames", streams: "v:0"), cancellation);
        var streams = document.RootElement.GetProperty("streams");
        return streams.GetArrayLength() > 0 && streams[0].Text("nb_frames") is { } frames
            ? int.Parse(frames, CultureInfo.InvariantCulture)
            : throw new BadInputException($"The video {path} has no video stream.");
    }

    /// <summary>MD5 of each decoded frame, in order.</summary>
    /// <exception cref="BadInputException">The video cannot be decoded.</exception>
    public static async Task<IReadOnlyList<string>> FrameMd5Async(string path, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("video", path);
        using var ffmpeg = FfmpegProcess.Encode(
            LocalPaths
                .FromLocalFile(path, video => video.WithArgument(LocalFiles.Any))
                .ToStandardOutput(md5 =>
                    md5.WithMap(0, StreamType.Video, 0).WithFpsMode(FpsMode.Passthrough).ForceFormat("framemd5")
                )
        );
        using var answer = new StreamReader(ffmpeg.Output);
        var frames = new List<string>();
        while (await answer.ReadLineAsync(cancellation) is { } line)
            if (!line.StartsWith('#'))
                frames.Add(line.Split(',')[^1].Trim());
        var exit = await ffmpeg.WaitAsync(cancellation);
        return exit.Succeeded
            ? frames
            : throw new BadInputException($"The video {path} cannot be decoded: {exit.LastLine}.");
    }

    private static Task<JsonDocument> ProbeAsync(string path, string question, CancellationToken cancellation) =>
        Ffprobe.AskAsync(
            "video",
            path,
            $"{question} {LocalFiles.OurVideos.Text}",
            said => $"The video {path} cannot be read: {said}.",
            cancellation
        );

    private static VideoInfo? Parse(JsonElement root)
    {
        var streams = root.GetProperty("streams").EnumerateArray().ToArray();
        var video = streams.FirstOrDefault(stream => stream.Text("codec_type") == "video");
        if (video.ValueKind == JsonValueKind.Undefined)
            return null;
        var sound = streams.FirstOrDefault(stream => stream.Text("codec_type") == "audio");
        var hasSound = sound.ValueKind != JsonValueKind.Undefined;
        return new VideoInfo(
            video.Number("width"),
            video.Number("height"),
            int.Parse(video.Text("nb_read_frames") ?? "0", CultureInfo.InvariantCulture),
            video.Text("avg_frame_rate") ?? "",
            video.Text("codec_name") ?? "",
            video.Text("pix_fmt") ?? "",
            video.Real("duration") ?? 0,
            hasSound ? sound.Text("codec_name") : null,
            hasSound ? (sound.Real("duration") ?? 0) : 0,
            root.GetProperty("format").TryGetProperty("tags", out var tags) ? tags.Text("comment") : null
        );
    }
}
