namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>The values that an audio encoder begins with.</summary>
internal static class AudioEncoderStart
{
    /// <summary>Length of a tap of the positional convolution: heard, and no louder than what it is added to.</summary>
    private const double PositionLength = 0.3;

    /// <summary>Mean and deviation of one parameter.</summary>
    public static (double Mean, double Deviation) Rule(string name, long[] shape)
    {
        if (name.EndsWith("bias", StringComparison.Ordinal))
            return (0, 0);
        if (name.EndsWith("weight_g", StringComparison.Ordinal))
            return (PositionLength, 0);
        if (shape.Length == 1)
            return (1, 0);
        return (
            0,
            name.Contains("conv_layers", StringComparison.Ordinal)
                ? FreshWeights.KeepVarianceRectified(shape)
                : FreshWeights.KeepVariance(shape)
        );
    }
}
