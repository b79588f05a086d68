using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Randomness;
using OmniAvatar.Tests.Media;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Runs;
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
        File.ReadAllLines(folder.Combine("parts/losses.csv"))
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

        double[] Log(string run) => Losses(folder.Combine($"{run}/losses.csv"));
    }

    /// <summary>Versions before kept one file, in which weights had another name.</summary>
    [Fact]
    public void Run_StateOfAnEarlierVersion_IsTakenUpToTheBit()
    {
        using var folder = new ScratchFolder();
        var whole = Train(Options(folder.Combine("whole")), stopAt: null);
        Should.Throw<OperationCanceledException>(() => Train(Options(folder.Combine("now")), stopAt: 5));
        KeepAsBefore(folder.Combine("now/state/step-0000000005"), folder.Combine("before/state.safetensors"), step: 5);

        var before = Train(Options(folder.Combine("before")), stopAt: null);

        before.ShouldBe(whole);
        Directory.GetDirectories(folder.Combine("before/state")).Select(Path.GetFileName).ShouldBe(["step-0000000010"]);
    }

    [Fact]
    public void Run_OtherSettingsThanAnEarlierVersions_IsWrongUse()
    {
        using var folder = new ScratchFolder();
        Should.Throw<OperationCanceledException>(() => Train(Options(folder.Combine("now")), stopAt: 5));
        KeepAsBefore(folder.Combine("now/state/step-0000000005"), folder.Combine("before/state.safetensors"), step: 5);

        Should.Throw<WrongUseException>(() =>
            Train(Options(folder.Combine("before")), stopAt: null, recipe: "another")
        );
    }

    [Fact]
    public void Run_EveryFewSteps_TellsTheirMeanAndSpeedByItsClock()
    {
        using var folder = new ScratchFolder();
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(2) };
        var reports = new List<ComponentProgress>();

        Train(Options(folder.Path) with { LogEvery = 5, Time = time }, stopAt: null, reports: reports.Add);

        reports.Select(report => report.Step).ShouldBe([5, 10]);
        reports[0].SamplesPerSecond.ShouldBe(5 * 3 / 2.0);
        reports[0].TimeLeft.ShouldBe(TimeSpan.FromSeconds(2));
        reports[0].Loss.ShouldBe(Losses(folder.Combine("losses.csv"))[..5].Average(), tolerance: 1e-9);
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

        Directory.Exists(folder.Combine("state")).ShouldBeFalse();
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

    private static double[] Losses(string log) =>
        [
            .. File.ReadAllLines(log)
                .Skip(1)
                .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)),
        ];

    private static void KeepAsBefore(string state, string file, long step)
    {
        using var scope = NewDisposeScope();
        using var saved = SafetensorsFile.Open(Path.Combine(state, "state.safetensors"));
        SafetensorsWriter.Write(
            file,
            saved.Tensors.Keys.ToDictionary(key => key.Replace("param.", "value."), key => saved.Read(key)),
            new Dictionary<string, string> { ["step"] = step.ToString(CultureInfo.InvariantCulture), ["recipe"] = "" }
        );
    }

    private static float[] Train(
        ComponentRunOptions options,
        long? stopAt,
        string recipe = "",
        Action<ComponentProgress>? reports = null
    )
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
                reports?.Invoke(progress);
                if (progress.Step == stopAt)
                    cancellation.Cancel();
            }),
            cancellation.Token
        );
        run.TakeAverage();
        return [.. layer.weight.data<float>()];
    }
}
