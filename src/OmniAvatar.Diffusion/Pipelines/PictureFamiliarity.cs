using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>
/// Tells a picture of a kind that a small model has seen from one of another kind: the autoencoder gives back well only what it was
/// trained on, long before anything is rendered.
/// </summary>
public static class PictureFamiliarity
{
    /// <summary>Which pictures, by their places, are none that the model says it knows; a model that says nothing knows all.</summary>
    /// <exception cref="BadInputException">The autoencoder's file is damaged, or a picture cannot be read.</exception>
    public static IReadOnlyList<int> FindStrange(ModelFolder model, IEnumerable<Picture> pictures, CancellationToken cancellation = default)
    {
        if (model.Settings.Pictures is not { } known) return [];
        using var autoencoder = ModelLoader.LoadAutoencoder(model, CPU, ScalarType.Float32, cancellation);
        return [.. pictures.Index().Where(place => IsStrange(place.Item)).Select(place => place.Index)];

        bool IsStrange(Picture picture) =>
            ErrorOf(autoencoder, picture, model.Defaults.SizeTable.Nearest(picture.Height, picture.Width), cancellation) > known.ErrorLimit;
    }

    /// <summary>Mean absolute difference between a picture at a size and what comes back of it, in [0, 2].</summary>
    public static double ErrorOf(VideoAutoencoder autoencoder, Picture picture, VideoSize size, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(picture.Rgb24, ScalarType.Byte).view(picture.Height, picture.Width, 3);   // (h, w, 3)
        var clip = PicturePreparation.ToClip(pixels, size);                                           // (1, 3, 1, H, W)
        var latents = autoencoder.Encode(clip, cancellation: cancellation);                           // (1, 16, 1, H/8, W/8)
        return autoencoder.Decode(latents, cancellation: cancellation).sub(clip).abs().mean().ToDouble();
    }
}
