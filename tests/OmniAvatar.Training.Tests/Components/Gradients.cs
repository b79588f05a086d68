using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components;

/// <summary>Compares gradients with central differences along random directions.</summary>
internal static class Gradients
{
    /// <summary>The largest difference, relative to the larger slope, over the parameters one after the
    /// other.</summary>
    /// <param name="smallestSlope">Slopes below this are compared as if they were this: rounding drowns them.</param>
    public static double LargestError(nn.Module network, Func<Tensor> loss, double step, double smallestSlope = 1e-4)
    {
        foreach (var (_, parameter) in network.named_parameters())
            parameter.requires_grad = true;
        using (var value = loss())
            value.backward();
        return network.named_parameters().Max(pair => Error(pair.parameter, loss, step, smallestSlope));
    }

    private static double Error(
        TorchSharp.Modules.Parameter parameter,
        Func<Tensor> loss,
        double step,
        double smallestSlope
    )
    {
        using var scope = NewDisposeScope();
        var gradient = parameter.grad.ShouldNotBeNull();
        using var grad = no_grad();
        var direction = randn_like(parameter);
        direction.div_(direction.norm());
        var slope = gradient.mul(direction).sum().ToDouble();
        var measured = (At(step) - At(-step)) / (2 * step);
        return Math.Abs(slope - measured) / Math.Max(smallestSlope, Math.Max(Math.Abs(slope), Math.Abs(measured)));

        double At(double distance)
        {
            using var before = parameter.clone();
            parameter.add_(direction, distance);
            // With gradients enabled, so that the path under test is the one that is differentiated.
            using var enabled = enable_grad();
            using var value = loss();
            using var disabled = no_grad();
            parameter.copy_(before);
            return value.ToDouble();
        }
    }
}
