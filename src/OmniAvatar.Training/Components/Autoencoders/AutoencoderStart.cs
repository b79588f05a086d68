using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>
/// The values that an autoencoder begins with: every residual branch is nearly closed, so that the shortcut carries the
/// picture at first, and every frame is a picture of its own.
/// </summary>
internal static class AutoencoderStart
{
    /// <summary>How open the last layer of a residual branch is.</summary>
    private const double Opening = 0.1;

    /// <summary>Noise of a twentieth of the latents' scale: with noise as large as they are, the decoder would learn to
    /// ignore them first.</summary>
    private const double LogVariance = -6;

    /// <summary>Lets the latents begin with little noise.</summary>
    public static void QuietLatents(VideoAutoencoder network)
    {
        using var grad = no_grad();
        using var bias = network.state_dict()["conv1.bias"].narrow(0, network.Config.ZDim, network.Config.ZDim);
        bias.fill_(LogVariance);
    }

    /// <summary>
    /// Lets convolutions see no past at first: a network of pictures, blown up in time (Wan, arXiv 2503.20314, section
    /// 4.1.2). What single frames teach then holds for all frames of a clip. With random weights on the past, what a
    /// still picture becomes would change from frame to frame until nothing of the clip's beginning is in reach, and
    /// would be learnt anew for each distance from it.
    /// </summary>
    public static void SeeNoPast(VideoAutoencoder network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (
            var (name, weight) in network
                .named_parameters()
                .Where(pair => pair.parameter.dim() == 5 && pair.parameter.size(2) > 1)
        )
            if (name.EndsWith("time_conv.weight", StringComparison.Ordinal))
                PassOn(weight);
            else
                SeeNow(weight);
    }

    /// <summary>Mean and deviation of one parameter.</summary>
    public static (double Mean, double Deviation) Rule(string name, long[] shape)
    {
        if (name.EndsWith("gamma", StringComparison.Ordinal))
            return (1, 0);
        if (name.EndsWith("bias", StringComparison.Ordinal))
            return (0, 0);
        if (
            name.EndsWith("residual.6.weight", StringComparison.Ordinal)
            || name.EndsWith("proj.weight", StringComparison.Ordinal)
        )
            return (0, Opening * FreshWeights.KeepVariance(shape));
        return (
            0,
            name.EndsWith("residual.2.weight", StringComparison.Ordinal)
                ? FreshWeights.KeepVarianceRectified(shape)
                : FreshWeights.KeepVariance(shape)
        );
    }

    /// <summary>Only the newest frame counts, as much as all did.</summary>
    private static void SeeNow(Tensor weight) // (C', C, T, h, w)
    {
        var past = weight.size(2) - 1;
        weight.narrow(2, 0, past).zero_();
        weight.select(2, past).mul_(Math.Sqrt(weight.size(2)));
    }

    /// <summary>Half as many frames are the means of two, twice as many are each twice the same.</summary>
    private static void PassOn(Tensor weight) // (C, C, 3, 1, 1) or (2*C, C, 3, 1, 1)
    {
        var same = eye(weight.size(1));
        weight.zero_();
        var taps = weight.flatten(2).unbind(2); // 3 times (C, C) or (2*C, C)
        if (weight.size(0) > weight.size(1))
            taps[2].add_(cat([same, same]));
        else
            foreach (var tap in taps[1..])
                tap.add_(same, alpha: 0.5);
    }
}
