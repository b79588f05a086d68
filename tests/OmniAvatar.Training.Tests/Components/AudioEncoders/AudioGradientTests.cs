using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.AudioEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.AudioEncoders;

public class AudioGradientTests
{
    [Fact]
    public void Forward_OfTheHearingNetwork_HasTheGradientsOfFiniteDifferences()
    {
        random.manual_seed(6);
        using var network = new AudioEncoderWithHead(TinyAudioEncoder.Config, phonemes: 3, ScalarType.Float64);
        FreshWeights.Fill(network, seed: 2, AudioEncoderStart.Rule);
        using var samples = randn([2, 4 * 640], ScalarType.Float64);
        using var wanted = randn([2, 4, 5], ScalarType.Float64);

        Gradients.LargestError(network, Loss, step: 1e-6).ShouldBeLessThan(1e-4);

        Tensor Loss()
        {
            using var scope = NewDisposeScope();
            return (network.forward(samples, 4) - wanted).square().mean().MoveToOuterDisposeScope();
        }
    }

    [Fact]
    public void Forward_WithGradients_EqualsInferenceToTheBit()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        var network = new Wav2Vec2Encoder(TinyAudioEncoder.Config);
        FreshWeights.Fill(network, seed: 3, AudioEncoderStart.Rule);
        var samples = randn([2, 10 * 640]);

        var trained = network.forward(samples, 10);

        using var grad = no_grad();
        network.forward(samples, 10).equal(trained).all().item<bool>().ShouldBeTrue();
    }
}

/// <summary>The smallest network that hears.</summary>
internal static class TinyAudioEncoder
{
    public static Wav2Vec2Config Config { get; } =
        new()
        {
            Width = 16,
            LayerCount = 2,
            HeadCount = 2,
            FeedForwardWidth = 32,
            ConvolutionWidths = [8, 8, 8, 8, 8, 8, 8],
            PositionKernel = 8,
            PositionGroups = 4,
        };
}
