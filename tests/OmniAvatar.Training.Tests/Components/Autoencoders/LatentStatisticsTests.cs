using OmniAvatar.Training.Components.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class LatentStatisticsTests
{
    [Fact]
    public void Fold_OfMeasuredStatistics_NormalisesLatentsAndKeepsTheFunction()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var network = AutoencoderTrainer.Fresh(TinyAutoencoder.Options);
        network.to(ScalarType.Float64);
        using var grad = no_grad();
        network.state_dict()["conv2.bias"].normal_(0, 1);
        var clips = Enumerable.Range(0, 2).Select(_ => rand([1, 3, 9, 32, 32], ScalarType.Float64) * 2 - 1).ToList();
        var (mean, logVariance) = network.EncodeMoments(clips[0]);
        var decoded = network.DecodeMoments(mean);

        var statistics = LatentStatistics.Measure(network, clips.Select(clip => clip.alias()));
        statistics.Fold(network);

        var (foldedMean, foldedLogVariance) = network.EncodeMoments(clips[0]);
        (network.DecodeMoments(foldedMean) - decoded).abs().max().item<double>().ShouldBeLessThan(1e-9);
        var ratio = (0.5 * (foldedLogVariance - logVariance)).exp().mean([0, 2, 3, 4]);
        var expected = tensor([.. network.Config.Std.Zip(statistics.Deviation, (std, own) => std / own)]);
        (ratio / expected - 1).abs().max().item<double>().ShouldBeLessThan(1e-9);
        var latents = cat([.. clips.Select(clip => network.Encode(clip).transpose(0, 1).flatten(1))], dim: 1);
        latents.mean([1]).abs().max().item<double>().ShouldBeLessThan(1e-6);
        (latents.std(dimensions: [1], unbiased: false) - 1).abs().max().item<double>().ShouldBeLessThan(1e-6);
    }
}
