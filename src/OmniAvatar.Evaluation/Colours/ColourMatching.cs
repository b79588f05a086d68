using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Colours;

/// <summary>
/// Gives every frame of a video the mean and the spread of a picture's colours in Lab (Reinhard et al., 2001), as
/// match_and_blend_colors of MeiGen-AI/MultiTalk and InfiniteTalk does, against the drift of colours over a long video.
/// </summary>
public static class ColourMatching
{
    /// <summary>
    /// A channel that varies less, in units of Lab, is flat: what is left of it is rounding, which dividing by its
    /// deviation would blow up to whole colours. The original asks for a deviation of exactly 0 and does so.
    /// </summary>
    private const double FlatBelow = 1e-2;

    /// <summary>Matches and blends, in float64.</summary>
    /// <param name="video">(1, 3, T, H, W) in [-1, 1]; values outside are cut.</param>
    /// <param name="reference">(1, 3, 1, H', W') in [-1, 1]; values outside are cut.</param>
    /// <param name="strength">0 gives the video itself, 1 the matched one.</param>
    /// <returns>(1, 3, T, H, W) in [-1, 1], of the video's type.</returns>
    /// <exception cref="ArgumentException">A shape is another, or the strength is outside [0, 1].</exception>
    public static Tensor MatchAndBlend(Tensor video, Tensor reference, double strength)
    {
        if (strength is not (>= 0 and <= 1))
            throw new ArgumentException("The strength must be from 0 to 1.", nameof(strength));
        if (video.dim() != 5 || video.shape[0] != 1 || video.shape[1] != 3)
            throw new ArgumentException("A video must be (1, 3, frames, height, width).", nameof(video));
        if (reference.dim() != 5 || !reference.shape[..3].SequenceEqual([1, 3, 1]))
            throw new ArgumentException("A reference must be (1, 3, 1, height, width).", nameof(reference));
        if (strength == 0)
            return video.clone();
        using var scope = NewDisposeScope();
        var (source, target) = (Pixels(video), Pixels(reference)); // (T, pixels, 3), (1, pixels', 3)
        var matched = Match(LabColour.FromRgb(source), LabColour.FromRgb(target));
        var blended = source * (1 - strength) + LabColour.ToRgb(matched) * strength;
        return (blended * 2 - 1).permute(2, 0, 1).reshape(video.shape).to(video.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Pixels(Tensor pictures) =>
        ((pictures[0].to(ScalarType.Float64) + 1) / 2).clamp(0, 1).flatten(2).permute(1, 2, 0);

    private static Tensor Match(Tensor source, Tensor target)
    {
        var (mean, deviation) = Moments(source); // (T, 1, 3)
        var (wantedMean, wantedDeviation) = Moments(target); // (1, 1, 3)
        var flat = deviation.lt(FlatBelow);
        var gain = where(flat, zeros_like(deviation), wantedDeviation / deviation.clamp_min(FlatBelow));
        return (source - mean) * gain + wantedMean;
    }

    private static (Tensor Mean, Tensor Deviation) Moments(Tensor lab) =>
        (lab.mean([1L], keepdim: true), lab.std([1L], unbiased: false, keepdim: true));
}
