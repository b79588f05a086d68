using OmniAvatar.Planning;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pictures;

/// <summary>Makes a picture the first frame of a video: resized to cover the video's size, then cropped to its
/// centre.</summary>
public static class PicturePreparation
{
    /// <summary>The clip of one frame that a picture begins a video with.</summary>
    /// <param name="picture">(height, width, 3) bytes, red, green and blue.</param>
    /// <param name="size">Size of the video.</param>
    /// <returns>(1, 3, 1, size.Height, size.Width) float32 in [-1, 1], on the picture's device.</returns>
    /// <exception cref="ArgumentException">The picture is not bytes of that shape.</exception>
    public static Tensor ToClip(Tensor picture, VideoSize size)
    {
        if (picture.dtype != ScalarType.Byte || picture.shape is not [> 0, > 0, 3])
            throw new ArgumentException(
                $"A picture of (height, width, 3) bytes was expected, but it is {picture.dtype} "
                    + $"({string.Join(", ", picture.shape)})."
            );

        using var scope = NewDisposeScope();
        var unit = picture.permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32).div(255); // (1, 3, h, w) in [0, 1]
        return Cover(unit, size)
            .mul(2)
            .sub(1)
            .unsqueeze(2) // (1, 3, 1, H, W) in [-1, 1]
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Resizes by antialiased bilinear interpolation, keeping the ratio, until the size is covered, and crops to the
    /// centre. Where rounding down leaves the picture a line short, that line is black.
    /// </summary>
    /// <param name="pictures">(batch, channels, height, width), floating.</param>
    /// <param name="size">The size to cover.</param>
    /// <returns>(batch, channels, size.Height, size.Width).</returns>
    public static Tensor Cover(Tensor pictures, VideoSize size)
    {
        using var scope = NewDisposeScope();
        var (scaledHeight, scaledWidth) = CoveringSize(pictures.size(2), pictures.size(3), size);
        var resized = nn.functional.interpolate(
            pictures,
            [scaledHeight, scaledWidth],
            mode: InterpolationMode.Bilinear,
            align_corners: false,
            antialias: true
        );
        var (top, bottom) = Margins(size.Height - scaledHeight);
        var (left, right) = Margins(size.Width - scaledWidth);
        return nn
            .functional.pad(resized, [left, right, top, bottom]) // (B, C, H, W)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Height and width that a picture is resized to, rounded down: as small as covers the size, or a line
    /// short of it.</summary>
    public static (long Height, long Width) CoveringSize(long height, long width, VideoSize size)
    {
        var scale = Math.Max((double)size.Height / height, (double)size.Width / width);
        return ((long)(height * scale), (long)(width * scale));
    }

    /// <summary>Shares what is missing (or, negative, too much) between both sides; halves are rounded towards minus
    /// infinity.</summary>
    private static (long Before, long After) Margins(long missing) => (missing >> 1, missing - (missing >> 1));
}
