using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Optimization;

/// <summary>Bounds a step: all gradients together are scaled down to a largest norm (arXiv 1211.5063).</summary>
public static class GradientClipping
{
    /// <summary>Keeps the quotient finite; PyTorch's constant.</summary>
    private const double Epsilon = 1e-6;

    /// <summary>Scales the gradients in place by at most 1.</summary>
    /// <returns>The norm over all gradients before.</returns>
    public static double Clip(IReadOnlyCollection<Parameter> parameters, double largestNorm)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
        if (gradients.Count == 0)
            return 0;
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm().ToDouble();
        var factor = Math.Min(1, largestNorm / (norm + Epsilon));
        if (factor < 1)
            gradients.ForEach(gradient => gradient.mul_(factor));
        return norm;
    }
}
