using OmniAvatar.Randomness;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class AutoencoderStartTests
{
    private const int Frames = 29;

    [Fact]
    public void Fresh_StillPicture_StaysStillThroughout()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var network = AutoencoderTrainer.Fresh(TinyAutoencoder.Options);
        var picture = new StepRandom(1).Normal([1, 3, 1, 32, 32], "picture", 0).clamp(-1, 1);

        var decoded = network.Decode(network.Encode(picture.expand(1, 3, Frames, 32, 32))); // (1, 3, T, H, W)

        (decoded - decoded.narrow(2, 0, 1)).abs().max().item<float>().ShouldBeLessThan(1e-3f);
    }
}
