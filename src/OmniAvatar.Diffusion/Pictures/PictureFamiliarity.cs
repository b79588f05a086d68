using OmniAvatar.Diffusion.Models;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pictures;

/// <summary>
/// Tells a drawn picture, the only kind that a small model has seen, from a photo or a painting, before anything is
/// rendered. A drawing is made of areas of one colour; in a photo hardly a pixel of the middle, where the face is,
/// equals its neighbours.
/// </summary>
public static class PictureFamiliarity
{
    /// <summary>Colours count as one up to this difference, in levels of 255: scaling rounds.</summary>
    private const double Tolerance = 1;

    /// <summary>The indices of pictures that are unlike those the model states it knows; a model that states nothing
    /// knows all.</summary>
    public static IReadOnlyList<int> FindStrange(ModelFolder model, IEnumerable<Picture> pictures)
    {
        if (model.Settings.Pictures is not { } known)
            return [];
        return [.. pictures.Index().Where(place => IsStrange(place.Item)).Select(place => place.Index)];

        bool IsStrange(Picture picture) =>
            FlatnessOf(picture, model.Defaults.SizeTable.Nearest(picture.Height, picture.Width)) < known.LeastFlatness;
    }

    /// <summary>Share of the pixels in the middle quarter of a picture, at a size, that equal their right and their
    /// lower neighbour; in [0, 1].</summary>
    public static double FlatnessOf(Picture picture, VideoSize size)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(picture.Rgb24, ScalarType.Byte).view(picture.Height, picture.Width, 3); // (h, w, 3)
        var levels = PicturePreparation.ToClip(pixels, size).squeeze().add(1).mul(127.5); // (3, H, W)
        var middle = levels.narrow(1, size.Height / 4, size.Height / 2).narrow(2, size.Width / 4, size.Width / 2);
        var here = middle[.., ..^1, ..^1];
        var right = here.sub(middle[.., ..^1, 1..]).abs();
        var below = here.sub(middle[.., 1.., ..^1]).abs();
        var step = maximum(right, below).amax([0]); // (H/2-1, W/2-1)
        return step.lt(Tolerance + 0.5).to(ScalarType.Float32).mean().ToDouble();
    }
}
