using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>One decoded picture of a video.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">RGB24, row after row: Height x Width x 3 bytes.</param>
public sealed record VideoPicture(int Width, int Height, byte[] Rgb);

/// <summary>Decodes the pictures of any video in its own size, one after the other.</summary>
public static class PictureStream
{
    /// <summary>Pictures a second, whatever the file has.</summary>
    public const int FramesPerSecond = FrameReader.FramesPerSecond;

    private const int BufferBytes = 1 << 20;
    private const int LongestHeader = 32;

    /// <summary>Decodes a video from its start; stopping early kills ffmpeg.</summary>
    /// <param name="video">The video.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    /// <exception cref="BadInputException">The video has no pictures, or is damaged anywhere: said after the last good
    /// picture.</exception>
    /// <exception cref="RenderFailedException">ffmpeg is not installed.</exception>
    public static async IAsyncEnumerable<VideoPicture> ReadAsync(
        VideoSource video,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var ffmpeg = FfmpegProcess.Encode(Arguments(video));
        await using var pictures = new BufferedStream(ffmpeg.Output, BufferBytes);
        var count = 0;
        while (await ReadOneAsync(pictures, cancellation) is { } picture)
        {
            count++;
            yield return picture;
        }
        video.ThrowIfDamaged(await ffmpeg.WaitAsync(cancellation));
        if (count == 0)
            throw new BadInputException($"The video {video.Path} has no pictures.");
    }

    private static string Arguments(VideoSource video) =>
        video
            .AsInput()
            .ToStandardOutput(pictures =>
                pictures
                    .WithMap(0, StreamType.All, video.PictureStream)
                    .WithVideoFilters(filters => filters.AllOnGrid(video))
                    .WithVideoCodec("ppm")
                    .WithPixelFormat("rgb24")
                    .ForceFormat("image2pipe")
            );

    /// <summary>Null at the end, also in the middle of a picture: then ffmpeg says why.</summary>
    private static async Task<VideoPicture?> ReadOneAsync(BufferedStream pictures, CancellationToken cancellation)
    {
        if (ReadHeader(pictures) is not ["P6", var columns, var rows, "255"])
            return null;
        var (width, height) = (
            int.Parse(columns, CultureInfo.InvariantCulture),
            int.Parse(rows, CultureInfo.InvariantCulture)
        );
        var rgb = new byte[checked(3 * width * height)];
        var read = await pictures.ReadAtLeastAsync(rgb, rgb.Length, throwOnEndOfStream: false, cancellation);
        return read == rgb.Length ? new VideoPicture(width, height, rgb) : null;
    }

    /// <summary>The four words before the pixels, each followed by one blank.</summary>
    private static string[] ReadHeader(BufferedStream pictures)
    {
        var header = new StringBuilder();
        for (var blanks = 0; blanks < 4 && header.Length < LongestHeader && pictures.ReadByte() is >= 0 and var next; )
        {
            header.Append((char)next);
            if (char.IsWhiteSpace((char)next))
                blanks++;
        }
        return header.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }
}
