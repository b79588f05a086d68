using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Training.Components;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class GradientTests
{
    [Fact]
    public void EncodeAndDecodeMoments_OfAClip_HaveTheGradientsOfFiniteDifferences()
    {
        random.manual_seed(3);
        using var network = Network(dim: 4, ScalarType.Float64);
        using var clip = rand([1, 3, 5, 16, 16], ScalarType.Float64) * 2 - 1;

        Gradients.LargestError(network, Loss, step: 1e-6).ShouldBeLessThan(1e-4);

        Tensor Loss()
        {
            using var scope = NewDisposeScope();
            var (mean, logVariance) = network.EncodeMoments(clip);
            return (
                (network.DecodeMoments(mean) - clip).square().mean() + 0.1 * logVariance.square().mean()
            ).MoveToOuterDisposeScope();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void EncodeAndDecodeMoments_InTwoChunks_EqualTheStreams(int frames)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var network = Network(dim: 8, ScalarType.Float64);
        var clip = rand([2, 3, frames, 32, 24], ScalarType.Float64) * 2 - 1;

        var (mean, _) = network.EncodeMoments(clip);
        var decoded = network.DecodeMoments(mean);

        var latents = network.Encode(clip);
        var (shift, scale) = (Column(network.Config.Mean), Column(network.Config.Std));
        (latents * scale + shift - mean).abs().max().item<double>().ShouldBeLessThan(1e-10);
        (network.Decode(latents) - decoded.clamp(-1, 1)).abs().max().item<double>().ShouldBeLessThan(1e-10);
    }

    private static VideoAutoencoder Network(int dim, ScalarType type)
    {
        var network = new VideoAutoencoder(new VideoAutoencoderConfig { BaseDim = dim }, dtype: type);
        FreshWeights.Fill(network, seed: 1, Open);
        return network;
    }

    /// <summary>Every branch open and every bias felt, so that nothing is hidden behind a zero.</summary>
    private static (double Mean, double Deviation) Open(string name, long[] shape) =>
        name.EndsWith("gamma", StringComparison.Ordinal) ? (1, 0.1)
        : name.EndsWith("bias", StringComparison.Ordinal) ? (0, 0.1)
        : (0, FreshWeights.KeepVariance(shape));

    private static Tensor Column(IReadOnlyList<float> values) => tensor([.. values]).view(1, -1, 1, 1, 1);
}
