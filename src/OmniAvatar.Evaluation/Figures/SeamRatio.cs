using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Figures;

/// <summary>Whether the joints of a video that was made in segments can be seen.</summary>
public static class SeamRatio
{
    /// <summary>The change of pictures at each joint over the median change everywhere else; about 1 where a joint is
    /// like any other place.</summary>
    /// <param name="frames">(T, ...) of any type: pictures in order.</param>
    /// <param name="joints">For each joint the number of the first frame after it, from 1 to T - 1.</param>
    /// <param name="every">
    /// Compares a joint only with places a multiple of so many frames from the first one. With the frames of a latent
    /// frame, 4, these are the places where the autoencoder begins one, which change more than others.
    /// </param>
    /// <returns>One ratio a joint; infinite where nothing else moves and the joint does, 1 where it does not
    /// either.</returns>
    /// <exception cref="ArgumentException">A joint is outside, or there is no other place.</exception>
    public static IReadOnlyList<double> Of(Tensor frames, IReadOnlyList<int> joints, int every = 1)
    {
        var changes = Changes(frames);
        if (joints.Any(joint => joint < 1 || joint > changes.Length))
            throw new ArgumentException("A joint lies between two frames.", nameof(joints));
        var inside = changes
            .Where((_, i) => !joints.Contains(i + 1) && (joints.Count == 0 || (i + 1 - joints[0]) % every == 0))
            .Order()
            .ToArray();
        if (inside.Length == 0)
            throw new ArgumentException("At least one place must not be a joint.", nameof(joints));
        var median = (inside[(inside.Length - 1) / 2] + inside[inside.Length / 2]) / 2;
        return [.. joints.Select(joint => changes[joint - 1] == median ? 1 : changes[joint - 1] / median)];
    }

    /// <summary>The mean absolute difference of each frame to the one before.</summary>
    private static double[] Changes(Tensor frames)
    {
        using var scope = NewDisposeScope();
        var changes = new double[Math.Max(0, frames.shape[0] - 1)];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = (frames[i + 1].to(ScalarType.Float64) - frames[i].to(ScalarType.Float64))
                .abs()
                .mean()
                .item<double>();
        return changes;
    }
}
