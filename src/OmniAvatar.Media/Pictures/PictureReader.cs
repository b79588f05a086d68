using OmniAvatar.Media.Pictures.Jpeg;
using OmniAvatar.Rendering;
using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>
/// Reads png, jpeg and webp with Skia. Transparency is dropped and the colours beneath it stay, as the released
/// inference code's conversion to RGB does; colour profiles are not applied, for the same reason. Unlike it, the EXIF
/// orientation is.
/// </summary>
public sealed class PictureReader : IPictureReader
{
    /// <summary>The least pixels a side.</summary>
    public const int MinimumSide = 64;

    /// <summary>The most pixels in all.</summary>
    public const long MaximumPixels = 64_000_000;

    /// <summary>The most that one side may be of the other: a frame is cut out of the middle, and nothing of a face is
    /// left in a strip.</summary>
    public const int MaximumAspect = 16;

    /// <inheritdoc/>
    public Picture Read(string path) => Read(path, path);

    internal static Picture Read(string path, string shownAs)
    {
        InputFile.ThrowIfUnusable("picture", path);
        try
        {
            using var file = File.OpenRead(path);
            using var codec = SKCodec.Create(file) ?? throw NotAPicture(path, shownAs);
            if (
                codec.EncodedFormat
                is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp)
            )
                throw NotAPicture(path, shownAs);
            ThrowIfRefused(codec, shownAs);
            if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !JpegCompleteness.IsComplete(path))
                throw Damaged(shownAs);
            return Decode(codec, path, shownAs);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The picture {shownAs} cannot be read.", e);
        }
    }

    private static BadInputException NotAPicture(string path, string shownAs) =>
        new(
            $"The picture {shownAs} is not a png, jpeg or webp "
                + $"picture{(PictureFormat.NameOf(path) is { } name ? $" but {name}" : "")}."
        );

    private static BadInputException Damaged(string shownAs) => new($"The picture {shownAs} is damaged or incomplete.");

    private static void ThrowIfRefused(SKCodec codec, string shownAs)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < MinimumSide || height < MinimumSide)
            throw new BadInputException(
                $"The picture {shownAs} has {width}x{height} pixels; at least {MinimumSide} a side are needed."
            );
        if ((long)width * height > MaximumPixels)
            throw new BadInputException(
                $"The picture {shownAs} has {width}x{height} pixels; at most 64 megapixels are allowed."
            );
        if (Math.Max(width, height) > (long)MaximumAspect * Math.Min(width, height))
            throw new BadInputException(
                $"The picture {shownAs} has {width}x{height} pixels; one side may be at most "
                    + $"{MaximumAspect} times the other."
            );
    }

    private static Picture Decode(SKCodec codec, string path, string shownAs)
    {
        // Unpremultiplied and without a colour space: the values as stored.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw Damaged(shownAs);
        return PictureOrientation.Apply(
            ExifOrientation.Read(path, codec.EncodedFormat),
            bitmap.GetPixelSpan(),
            info.Width,
            info.Height
        );
    }
}
