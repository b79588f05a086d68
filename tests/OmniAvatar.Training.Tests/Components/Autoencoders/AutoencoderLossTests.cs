using OmniAvatar.Randomness;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class AutoencoderLossTests
{
    private const int Motion = 2;

    [Fact]
    public void Compute_SingleFrame_HasNoMotion() => Parts(Clip(frames: 1))[Motion].ShouldBe(0);

    [Fact]
    public void Compute_FramesThatJump_CostMoreMotionThanAStillPicture()
    {
        using var scope = NewDisposeScope();
        var still = Clip(frames: 1).expand(1, 3, 5, 16, 16);

        Parts(Clip(frames: 5))[Motion].ShouldBeGreaterThan(5 * Parts(still)[Motion]);
    }

    private static Tensor Clip(int frames) => new StepRandom(3).Normal([1, 3, frames, 16, 16], "clip", 0).clamp(-1, 1);

    private static IReadOnlyList<double> Parts(Tensor frames)
    {
        using var scope = NewDisposeScope();
        using var network = AutoencoderTrainer.Fresh(TinyAutoencoder.Options);
        return AutoencoderLoss
            .Compute(
                network,
                frames,
                ones([1, 1, 1, 16, 16]),
                shape => zeros(shape, ScalarType.Float32),
                TinyAutoencoder.Options
            )
            .Parts;
    }
}
