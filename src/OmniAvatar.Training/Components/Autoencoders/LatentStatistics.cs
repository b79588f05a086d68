using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>
/// Mean and deviation of every latent channel over clips, and how they get into the weights: inference normalises by
/// the constants of the released model, so the layers next to the latents are scaled until those constants are right.
/// The function of the whole stays.
/// </summary>
/// <param name="Mean">One value a channel.</param>
/// <param name="Deviation">One value a channel; positive.</param>
internal sealed record LatentStatistics(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>A channel that never moves must not be divided by nothing.</summary>
    private const double SmallestDeviation = 1e-4;

    /// <summary>Takes the statistics of the means of latents.</summary>
    /// <param name="network">The network.</param>
    /// <param name="clips">(1, 3, 4n+1, height, width) each, at least one; disposed.</param>
    public static LatentStatistics Measure(VideoAutoencoder network, IEnumerable<Tensor> clips)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (count, sum, squares) = (
            0L,
            zeros(network.Config.ZDim, ScalarType.Float64),
            zeros(network.Config.ZDim, ScalarType.Float64)
        );
        foreach (var clip in clips)
        {
            using var inner = NewDisposeScope();
            using var frames = clip;
            // (Z, N)
            var values = network.EncodeMoments(frames).Mean.to_type(ScalarType.Float64).transpose(0, 1).flatten(1);
            count += values.size(1);
            sum.add_(values.sum([1]));
            squares.add_(values.square().sum([1]));
        }
        var mean = sum / count;
        var deviation = (squares / count - mean.square()).clamp_min(SmallestDeviation * SmallestDeviation).sqrt();
        return new LatentStatistics(mean.data<double>().ToArray(), deviation.data<double>().ToArray());
    }

    /// <summary>
    /// Moves the statistics into the weights: a channel's mean becomes scale·mean + shift, which has the mean and the
    /// deviation of the configuration, its log-variance grows by 2·log(scale), and the decoder undoes both.
    /// </summary>
    public void Fold(VideoAutoencoder network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var weights = network.state_dict();
        var wanted = tensor([.. network.Config.Mean.Select(value => (double)value)]); // (Z)
        var mean = tensor([.. Mean]); // (Z)
        var scale = tensor([.. network.Config.Std.Zip(Deviation, (std, own) => std / own)]); // (Z)
        var shift = wanted - scale * mean; // (Z)
        var rows = cat([scale, ones_like(scale)]); // (2*Z)
        Change(weights["conv1.weight"], weight => weight * Column(rows));
        Change(weights["conv1.bias"], bias => bias * rows + cat([shift, 2 * scale.log()]));
        Change(
            weights["conv2.bias"],
            bias => bias - weights["conv2.weight"].to_type(ScalarType.Float64).flatten(1).mv(shift / scale)
        );
        Change(weights["conv2.weight"], weight => weight / Column(scale).transpose(0, 1));
    }

    private static Tensor Column(Tensor values) => values.reshape(-1, 1, 1, 1, 1);

    private static void Change(Tensor weight, Func<Tensor, Tensor> change) =>
        weight.copy_(change(weight.to_type(ScalarType.Float64)));
}
