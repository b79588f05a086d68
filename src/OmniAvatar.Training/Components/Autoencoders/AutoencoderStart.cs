using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>The values that an autoencoder begins with: every residual branch is nearly closed, so that the shortcut carries the picture at first.</summary>
internal static class AutoencoderStart
{
    /// <summary>How open the last layer of a residual branch is.</summary>
    private const double Opening = 0.1;

    /// <summary>Noise of a twentieth of the latents' scale: with noise as large as they are, the decoder would learn to ignore them first.</summary>
    private const double LogVariance = -6;

    /// <summary>Lets the latents begin with little noise.</summary>
    public static void QuietLatents(VideoAutoencoder network)
    {
        using var grad = no_grad();
        using var bias = network.state_dict()["conv1.bias"].narrow(0, network.Config.ZDim, network.Config.ZDim);
        bias.fill_(LogVariance);
    }

    /// <summary>Mean and deviation of one parameter.</summary>
    public static (double Mean, double Deviation) Rule(string name, long[] shape)
    {
        if (name.EndsWith("gamma", StringComparison.Ordinal)) return (1, 0);
        if (name.EndsWith("bias", StringComparison.Ordinal)) return (0, 0);
        if (name.EndsWith("residual.6.weight", StringComparison.Ordinal) || name.EndsWith("proj.weight", StringComparison.Ordinal))
            return (0, Opening * FreshWeights.KeepVariance(shape));
        return (0, name.EndsWith("residual.2.weight", StringComparison.Ordinal)
            ? FreshWeights.KeepVarianceRectified(shape)
            : FreshWeights.KeepVariance(shape));
    }
}
