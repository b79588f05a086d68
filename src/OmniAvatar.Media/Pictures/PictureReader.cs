using OmniAvatar.Rendering;
using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>
/// Reads png, jpeg and webp with Skia. Transparency is dropped and the colours beneath it stay, as the released inference code's
/// conversion to RGB does; colour profiles are not applied, for the same reason. Unlike it, the EXIF orientation is.
/// </summary>
public sealed class PictureReader : IPictureReader
{
    /// <summary>The least pixels a side.</summary>
    public const int MinimumSide = 64;

    /// <summary>The most pixels in all.</summary>
    public const long MaximumPixels = 64_000_000;

    /// <summary>How many times as long as the other a side may be.</summary>
    public const int MaximumRatio = 16;

    private const int JpegSquare = 8 * 8;

    /// <inheritdoc/>
    public Picture Read(string path) => Read(path, path);

    internal static Picture Read(string path, string shownAs)
    {
        InputFile.ThrowIfUnusable("picture", path);
        try
        {
            using var file = File.OpenRead(path);
            using var codec = SKCodec.Create(file)
                ?? throw new BadInputException($"The picture {shownAs} is not a png, jpeg or webp picture.");
            ThrowIfRefused(codec, shownAs);
            ThrowIfHollow(codec, file.Length, shownAs);
            // Skia reads the orientation of jpeg and webp only.
            var origin = codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Read(path) : codec.EncodedOrigin;
            return Decode(codec, origin, shownAs);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The picture {shownAs} cannot be read.", e);
        }
    }

    private static void ThrowIfRefused(SKCodec codec, string shownAs)
    {
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            throw new BadInputException($"The picture {shownAs} is not a png, jpeg or webp picture.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < MinimumSide || height < MinimumSide)
            throw new BadInputException($"The picture {shownAs} has {width}x{height} pixels; at least {MinimumSide} a side are needed.");
        if ((long)width * height > MaximumPixels)
            throw new BadInputException($"The picture {shownAs} has {width}x{height} pixels; at most 64 megapixels are allowed.");
        if (Math.Max(width, height) > (long)MaximumRatio * Math.Min(width, height))
            throw new BadInputException(
                $"The picture {shownAs} has {width}x{height} pixels; a side may be at most {MaximumRatio} times as long as the other.");
    }

    /// <summary>
    /// A decoder pads with grey what a jpeg's header promises and its data does not hold. Each square of 8 pixels takes a bit at least,
    /// whatever is in it.
    /// </summary>
    private static void ThrowIfHollow(SKCodec codec, long bytes, string shownAs)
    {
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && (long)codec.Info.Width * codec.Info.Height > bytes * 8 * JpegSquare)
            throw new BadInputException($"The picture {shownAs} is damaged or incomplete.");
    }

    private static Picture Decode(SKCodec codec, SKEncodedOrigin origin, string shownAs)
    {
        // Unpremultiplied and without a colour space: the values as stored.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new BadInputException($"The picture {shownAs} is damaged or incomplete.");
        return PictureOrientation.Apply(origin, bitmap.GetPixelSpan(), info.Width, info.Height);
    }
}
