using System.Globalization;
using OmniAvatar.Datasets.Tests;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components;

public class ComponentRunTests
{
    [Fact]
    public void Run_InterruptedAndTakenUp_EqualsOneRunToTheBit()
    {
        using var folder = new ScratchFolder();
        var whole = Train(Options(folder.Combine("whole")), stopAt: null);
        Should.Throw<OperationCanceledException>(() => Train(Options(folder.Combine("parts")), stopAt: 5));

        var parts = Train(Options(folder.Combine("parts")), stopAt: null);

        parts.ShouldBe(whole);
        File.ReadAllLines(folder.Combine("parts/log.csv"))
            .Select(line => line.Split(',')[0])
            .ShouldBe(["step", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    }

    [Fact]
    public void Run_OnTwoThreads_TakesTheStepsOfOne()
    {
        using var folder = new ScratchFolder();
        var one = Train(Options(folder.Combine("one")), stopAt: null);

        var two = Train(Options(folder.Combine("two")) with { Threads = 2 }, stopAt: null);

        two.Zip(one).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        Log("two").Zip(Log("one")).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5 * pair.Second);

        double[] Log(string run) =>
            [
                .. File.ReadAllLines(folder.Combine($"{run}/log.csv"))
                    .Skip(1)
                    .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)),
            ];
    }

    [Fact]
    public void Run_OfAFolderWithOtherSettings_IsWrongUse()
    {
        using var folder = new ScratchFolder();
        Train(Options(folder.Path), stopAt: null);

        Should.Throw<WrongUseException>(() => Train(Options(folder.Path), stopAt: null, recipe: "another"));
    }

    [Fact]
    public void Run_WhoseLossIsNoNumber_SaysSoAndSavesNothing()
    {
        using var folder = new ScratchFolder();
        using var layer = nn.Linear(2, 1);
        using var run = new ComponentRun("layer", Options(folder.Path), layer, [], "");

        Should.Throw<RenderFailedException>(() =>
            run.Run(_ => StepPiece.Whole(() => new StepLoss(layer.weight.sum() * float.NaN, 1, [])), null, default)
        );

        File.Exists(folder.Combine("state.safetensors")).ShouldBeFalse();
    }

    private static ComponentRunOptions Options(string folder) =>
        new()
        {
            Folder = folder,
            Steps = 10,
            WarmupSteps = 2,
            LogEvery = 1,
            SaveEvery = 3,
        };

    private static float[] Train(ComponentRunOptions options, long? stopAt, string recipe = "")
    {
        random.manual_seed(1);
        using var layer = nn.Linear(4, 2);
        using var cancellation = new CancellationTokenSource();
        using var run = new ComponentRun("layer", options, layer, [], recipe);
        run.Run(
            step =>
                StepPiece.Split(
                    3,
                    options.Threads,
                    (start, count) =>
                        new StepLoss(
                            layer
                                .forward(new StepRandom(1).Normal([3, 4], "input", step).narrow(0, start, count))
                                .square()
                                .mean(),
                            count,
                            []
                        )
                ),
            new ProgressOf<ComponentProgress>(progress =>
            {
                if (progress.Step == stopAt)
                    cancellation.Cancel();
            }),
            cancellation.Token
        );
        run.TakeAverage();
        return [.. layer.weight.data<float>()];
    }
}
