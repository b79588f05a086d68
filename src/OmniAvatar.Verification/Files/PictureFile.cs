using SkiaSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Files;

/// <summary>Reads the pipeline's picture, which may be smaller than the smallest that a render takes.</summary>
public static class PictureFile
{
    private const int MostPixels = 1 << 24;

    /// <summary>The picture as (height, width, 3) bytes, red, green and blue.</summary>
    /// <exception cref="BadInputException">The file is damaged, too large or no picture.</exception>
    public static Tensor Read(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw Wrong(path, "not a picture");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if ((long)info.Width * info.Height > MostPixels)
            throw Wrong(path, "too large");
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw Wrong(path, "damaged");
        using var rgba = tensor(bitmap.Bytes, ScalarType.Byte).view(info.Height, info.Width, 4); // (H, W, 4)
        return rgba.narrow(2, 0, 3).contiguous(); // (H, W, 3)
    }

    private static BadInputException Wrong(string path, string what) =>
        new($"The picture {Path.GetFileName(path)} is {what}.");
}
