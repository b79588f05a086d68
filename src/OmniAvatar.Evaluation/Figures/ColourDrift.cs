using OmniAvatar.Evaluation.Colours;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Figures;

/// <summary>How far the colours of a part of a video have gone from those of the picture that it began with.</summary>
public static class ColourDrift
{
    /// <summary>The distance in Lab (CIE 1976) of the mean colours: movement does not change them, a cast or a fading
    /// does.</summary>
    /// <param name="frames">(T, 3, H, W) in [0, 1].</param>
    /// <param name="first">First frame of the window, from 0.</param>
    /// <param name="count">Frames of the window, at least 1.</param>
    /// <param name="picture">(3, H', W') in [0, 1].</param>
    /// <returns>At least 0; about 2.3 is just noticeable.</returns>
    public static double Of(Tensor frames, int first, int count, Tensor picture)
    {
        using var scope = NewDisposeScope();
        return LabColour.Distance(MeanLab(frames.narrow(0, first, count)), MeanLab(picture.unsqueeze(0)));
    }

    private static Tensor MeanLab(Tensor pictures) =>
        LabColour.FromRgb(pictures.to(ScalarType.Float64).permute(0, 2, 3, 1)).flatten(0, 2).mean([0L]); // (3)
}
