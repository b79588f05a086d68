using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;

namespace OmniAvatar.Evaluation.Mouths;

/// <summary>A face's mouth at every opening, rounded, at rest and spread.</summary>
internal sealed class MouthSamples
{
    private const int Openings = 25;
    private static readonly float[] Widths = [0, -0.7f, 0.7f];

    private readonly MouthPatch[][] _patches; // For each width, for each opening.
    private readonly float _pixels; // Of the widest.

    private MouthSamples(MouthPatch[][] patches, float pixels) => (_patches, _pixels) = (patches, pixels);

    /// <summary>Draws them.</summary>
    /// <param name="scene">Who it is and how it is drawn.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public static MouthSamples Draw(SceneAppearance scene, int width, int height)
    {
        using var renderer = new FrameRenderer(scene, width, height);
        var frame = new byte[3 * width * height];
        var pixels = 0f;
        MouthPatch Patch(int opening, float across)
        {
            var mouth = renderer.Draw(default, opening / (Openings - 1f), across, frame);
            pixels = Math.Max(pixels, mouth.OpeningPixels);
            return MouthPatch.Of(new Picture(frame, width, height), new MouthPlace(mouth.X, mouth.Y, 0)).Softened();
        }
        MouthPatch[][] patches =
        [
            .. Widths.Select(across =>
                Enumerable.Range(0, Openings).Select(opening => Patch(opening, across)).ToArray()
            ),
        ];
        return new MouthSamples(patches, pixels);
    }

    /// <summary>How much a patch is like the likest of the mouths at rest, looking at each <paramref name="stride"/>th
    /// only.</summary>
    public float Likeness(MouthPatch patch, int stride)
    {
        var best = -1f;
        for (var i = 0; i < Openings; i += stride)
            best = Math.Max(best, patch.Likeness(_patches[0][i]));
        return best;
    }

    /// <summary>The opening, in pixels, whose sample is the likest, and how like it is.</summary>
    public (double Pixels, double Likeness) Nearest(MouthPatch patch)
    {
        var likeness = Array.ConvertAll(_patches, samples => Array.ConvertAll(samples, patch.Likeness));
        var at = likeness.MaxBy(row => row.Max())!;
        var best = Array.IndexOf(at, at.Max());
        return (_pixels * (best + Summit(at, best)) / (Openings - 1), at[best]);
    }

    /// <summary>How far from the best value a parabola through it and its neighbours is highest: from -0.5 to
    /// 0.5.</summary>
    private static double Summit(float[] values, int best)
    {
        if (best == 0 || best == values.Length - 1)
            return 0;
        var (before, after) = (values[best] - values[best - 1], values[best] - values[best + 1]);
        return before + after == 0 ? 0 : (before - after) / (2 * (before + after));
    }
}
