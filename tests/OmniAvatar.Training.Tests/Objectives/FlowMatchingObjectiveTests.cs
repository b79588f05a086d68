using OmniAvatar.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Objectives;

public class FlowMatchingObjectiveTests
{
    private readonly FlowMatchingObjective _objective = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Loss_GivenFrames_CarryNone(int prefix)
    {
        using var scope = NewDisposeScope();
        var noised = _objective.Noise(Clips(1), randn([1, 16, 5, 2, 2]), [new ClipDraw(400, prefix)]);
        var prediction = randn([1, 16, 5, 2, 2]).requires_grad_(true);

        _objective.Loss(prediction, noised).Loss.backward();

        prediction.grad!.narrow(2, 0, prefix).count_nonzero().ToInt64().ShouldBe(0);
        prediction.grad!.narrow(2, prefix, 5 - prefix).count_nonzero().ToInt64().ShouldBe(16 * (5 - prefix) * 4);
    }

    [Fact]
    public void Noise_OfABatch_IsThatOfEachClip()
    {
        using var scope = NewDisposeScope();
        var (clips, noise) = (Clips(2), randn([2, 16, 5, 2, 2]));
        ClipDraw[] draws = [new(10, 1), new(900, 4)];

        var both = _objective.Noise(clips, noise, draws);

        for (var i = 0; i < 2; i++)
        {
            var own = new ClipBatch(clips.Clean.narrow(0, i, 1), clips.Reference!.narrow(0, i, 1), clips.Text, null);
            var one = _objective.Noise(own, noise.narrow(0, i, 1), [draws[i]]);
            both.Latents.narrow(0, i, 1).equal(one.Latents).all().ToBoolean().ShouldBeTrue();
            both.Conditions.narrow(0, i, 1).equal(one.Conditions).all().ToBoolean().ShouldBeTrue();
        }
        both.Latents[1].narrow(1, 0, 4).equal(clips.Clean[1].narrow(1, 0, 4)).all().ToBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Noise_NothingToGenerate_IsWrongUse() =>
        Should.Throw<WrongUseException>(() =>
            _objective.Noise(Clips(1), randn([1, 16, 5, 2, 2]), [new ClipDraw(0, 5)])
        );

    private static ClipBatch Clips(int count) =>
        new(randn([count, 16, 5, 2, 2]), randn([count, 16, 1, 2, 2]), randn(count, 3, 8), null);
}
