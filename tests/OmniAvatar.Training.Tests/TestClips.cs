using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests;

/// <summary>Random clips for a network, their noise, and the loss of it all.</summary>
internal sealed class TestClips : IDisposable
{
    private readonly FlowMatchingObjective _objective = new();

    public TestClips(TinyWorld world, long frames, long side, bool isBase = false, int prefix = 1, ulong seed = 9)
    {
        using var generator = new Generator(seed, CPU);
        Clips = new ClipBatch(
            Random(1, 16, frames, side, side),
            isBase ? null : Random(1, 16, 1, side, side),
            Random(1, 4, world.Sizes.TextWidth),
            isBase ? null : Random(1, 4 * frames - 3, TinyWorld.AudioWidth)
        );
        Noised = _objective.Noise(Clips, Random(1, 16, frames, side, side), [new ClipDraw(700, isBase ? 0 : prefix)]);

        Tensor Random(params long[] shape) => randn(shape, generator: generator);
    }

    public ClipBatch Clips { get; }

    public NoisedClips Noised { get; }

    public double LossOf(TrainableNetwork network)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        return _objective.Loss(network.Predict(Clips, Noised), Noised).Loss.ToDouble();
    }

    public double Backward(TrainableNetwork network)
    {
        using var scope = NewDisposeScope();
        var loss = _objective.Loss(network.Predict(Clips, Noised), Noised).Loss;
        loss.backward();
        return loss.ToDouble();
    }

    public Tensor Predict(TrainableNetwork network)
    {
        using var grad = no_grad();
        return network.Predict(Clips, Noised);
    }

    public void Dispose() => Clips.Dispose();
}
