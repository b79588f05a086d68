using OmniAvatar.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Objectives;

public sealed class GradientTests : IClassFixture<TinyWorld>
{
    private readonly TinyWorld _world;

    public GradientTests(TinyWorld world) => _world = world;

    /// <summary>Along the gradient itself, where float32 has the most to say, the loss must change as the gradient
    /// says.</summary>
    [Theory]
    [InlineData("lora_A")]
    [InlineData("lora_B")]
    [InlineData("audio_proj.")]
    [InlineData("audio_cond_projs.")]
    [InlineData("patch_embedding.")]
    public void Backward_EachKindOfTrainedWeight_AgreesWithFiniteDifferences(string kind)
    {
        using var network = _world.Load(TinyWorld.Recipe);
        using var clips = new TestClips(_world, frames: 3, side: 4);
        Stir(network);
        clips.Backward(network);
        using var grad = no_grad();
        var chosen = network
            .Trained.Where(parameter => parameter.Name.Contains(kind, StringComparison.Ordinal))
            .Select(parameter => parameter.Value)
            .ToList();
        var gradients = chosen.Select(parameter => parameter.grad!.clone()).ToList();
        var norm = Math.Sqrt(gradients.Sum(gradient => gradient.square().sum().ToDouble()));
        var step = 0.002 * clips.LossOf(network) / norm;

        var forward = LossAfter(step / norm);
        var backward = LossAfter(-2 * step / norm);

        norm.ShouldBeGreaterThan(0);
        ((forward - backward) / (2 * step)).ShouldBe(norm, 0.02 * norm);

        double LossAfter(double scale)
        {
            for (var i = 0; i < chosen.Count; i++)
                chosen[i].add_(gradients[i], alpha: scale);
            return clips.LossOf(network);
        }
    }

    [Theory]
    [InlineData(TrainingMode.Lora)]
    [InlineData(TrainingMode.Full)]
    [InlineData(TrainingMode.Base)]
    public void Recompute_Gradients_AreThoseWithout(TrainingMode mode)
    {
        using var with = _world.Load(TinyWorld.Recipe with { Mode = mode, Recompute = true });
        using var without = _world.Load(TinyWorld.Recipe with { Mode = mode, Recompute = false });
        using var clips = new TestClips(_world, frames: 3, side: 4, isBase: mode == TrainingMode.Base);
        Stir(with);
        Stir(without);

        clips.Backward(with).ShouldBe(clips.Backward(without));

        with.Trained.Count.ShouldBe(without.Trained.Count);
        foreach (var (one, other) in with.Trained.Zip(without.Trained))
        {
            (one.Value.grad is null).ShouldBe(other.Value.grad is null, one.Name);
            if (one.Value.grad is { } gradient)
                allclose(gradient, other.Value.grad!, rtol: 1e-5, atol: 1e-7).ShouldBeTrue(one.Name);
        }
    }

    /// <summary>Away from the new adapter, whose second factors are zero.</summary>
    private static void Stir(TrainableNetwork network)
    {
        using var grad = no_grad();
        using var generator = new Generator(4, CPU);
        foreach (
            var (name, value) in network.Trained.Where(parameter =>
                parameter.Name.Contains("lora_B", StringComparison.Ordinal)
            )
        )
            value.copy_(randn(value.shape, generator: generator).mul_(0.1));
    }
}
