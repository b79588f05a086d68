using System.Globalization;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>
/// Where the face is, the same in every frame: the square that is shown to SyncNet. The network was trained on squares
/// around detected faces, 1.8 times as wide as the face; there is no detector here, so a video is either cropped so
/// already or its face stays in place.
/// </summary>
/// <param name="Left">Pixels from the left, at least 0.</param>
/// <param name="Top">Pixels from the top, at least 0.</param>
/// <param name="Side">Pixels a side, at least 1.</param>
public sealed record FaceCrop(int Left, int Top, int Side)
{
    /// <summary>Reads <c>LEFT,TOP,SIDE</c>.</summary>
    /// <exception cref="WrongUseException">The text is something else.</exception>
    public static FaceCrop Parse(string text)
    {
        var numbers = text.Split(',')
            .Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
            )
            .ToArray();
        return numbers is [>= 0 and var left, >= 0 and var top, >= 1 and var side]
            ? new FaceCrop(left, top, side)
            : throw new WrongUseException(
                $"A face must be three whole numbers of pixels, LEFT,TOP,SIDE, not '{text}'."
            );
    }

    /// <summary>Shows a frame to SyncNet: cut out, stretched to 224 x 224 bilinearly, blue first.</summary>
    /// <param name="frame">(3, H, W) bytes: red, green and blue.</param>
    /// <param name="face">Where the face is, or null where the whole frame is the crop.</param>
    /// <returns>(3, 224, 224) bytes: blue, green and red.</returns>
    /// <exception cref="BadInputException">The crop leaves the frame.</exception>
    public static Tensor Show(Tensor frame, FaceCrop? face)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (frame.shape[1], frame.shape[2]);
        if (face is not null && (face.Left + (long)face.Side > width || face.Top + (long)face.Side > height))
            throw new BadInputException(
                $"The face at {face.Left},{face.Top} of side {face.Side} does not lie within the frame of "
                    + $"{width}x{height}."
            );
        var cut = face is null ? frame : frame.narrow(1, face.Top, face.Side).narrow(2, face.Left, face.Side);
        var resized = nn.functional.interpolate(
            cut.to(ScalarType.Float32).unsqueeze(0),
            [SyncNet.PictureSide, SyncNet.PictureSide],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        )[0];
        return resized.flip(0).round().to(ScalarType.Byte).MoveToOuterDisposeScope();
    }
}
