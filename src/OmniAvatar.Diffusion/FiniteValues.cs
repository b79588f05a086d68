using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion;

/// <summary>Looks for NaN and infinity, which spread through a network and end as black or broken pictures.</summary>
public static class FiniteValues
{
    /// <summary>How many values of a tensor are NaN or infinite; 0 for one of a type that has neither, and for one
    /// without memory.</summary>
    public static long CountOthers(Tensor tensor)
    {
        if (!tensor.is_floating_point() || tensor.device_type == DeviceType.META || tensor.numel() == 0)
            return 0;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // One pass without memory of its own answers for nearly all tensors: no finite sum comes of a value that is not
        // finite.
        if (double.IsFinite(tensor.sum().to(ScalarType.Float64).item<double>()))
            return 0;
        return tensor.isfinite().logical_not().sum().item<long>();
    }

    /// <summary>Throws where a computed tensor holds NaN or infinity.</summary>
    /// <param name="tensor">What was computed.</param>
    /// <param name="what">What it is, as the subject of a sentence in the plural: "The latents after step 3 of
    /// 50".</param>
    /// <exception cref="RenderFailedException">It holds such values.</exception>
    public static void Require(Tensor tensor, string what)
    {
        if (CountOthers(tensor) is > 0 and var count)
            throw new RenderFailedException(
                $"{what} hold values that are not finite (NaN or infinite; {count} of {tensor.numel()}): the model's "
                    + "weights are damaged, or an adapter or the guidance is too strong."
            );
    }
}
