using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>Weights for measuring speed: small random numbers, so that nothing overflows or turns denormal.</summary>
public static class RandomWeights
{
    /// <summary>Overwrites all parameters and returns the module.</summary>
    public static T Fill<T>(T module)
        where T : nn.Module
    {
        using var gradients = no_grad();
        foreach (var parameter in module.parameters())
            parameter.normal_(0, 0.02);
        return module;
    }
}
