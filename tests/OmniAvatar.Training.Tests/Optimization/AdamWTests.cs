using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests;

public class AdamWTests
{
    [Fact]
    public void Step_FirstOfConstantGradient_MovesByTheLearningRate()
    {
        using var scope = NewDisposeScope();
        var parameter = new TorchSharp.Modules.Parameter(tensor(new[] { 1f, -2f }));
        parameter.mul(3).sum().backward();
        using var optimizer = new AdamW([("p", parameter)], new AdamWOptions { WeightDecay = 0 });

        optimizer.Step(0.1);

        parameter.data<float>().ToArray().ShouldBe([0.9f, -2.1f], 1e-6f);
    }
}
