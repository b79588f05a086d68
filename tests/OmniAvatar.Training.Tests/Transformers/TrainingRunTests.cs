using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Transformers;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Fact]
    public void Run_InterruptedTwice_EndsAsUndisturbed()
    {
        var recipe = TinyWorld.Recipe with
        {
            Ema = 0.9,
            Accumulate = 2,
            SaveEvery = 2,
            ValidateEvery = 3,
            Phases =
            [
                new()
                {
                    Name = "a",
                    Steps = 3,
                    LearningRate = 1e-3,
                    WarmUp = 2,
                    MaxTokens = 48,
                },
                new()
                {
                    Name = "b",
                    Steps = 4,
                    LearningRate = 5e-4,
                    MaxTokens = 24,
                },
            ],
        };
        var samples = _world.Samples(7);
        new TrainingRun(_world.Setup(recipe, samples, "calm")).Run();

        Interrupt(recipe, samples, after: 2);
        Interrupt(recipe, samples, after: 5);
        new TrainingRun(_world.Setup(recipe, samples, "disturbed")).Run();

        Losses("disturbed").ShouldBe(Losses("calm"));
        StateOf("disturbed").ShouldBe(StateOf("calm"));
        File.ReadAllText(Path.Combine(_world.PathOf("disturbed"), "validation.csv"))
            .ShouldBe(File.ReadAllText(Path.Combine(_world.PathOf("calm"), "validation.csv")));
        File.ReadAllBytes(Path.Combine(_world.PathOf("disturbed"), "model/OmniAvatar/pytorch_model.pt"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(_world.PathOf("calm"), "model/OmniAvatar/pytorch_model.pt")));
    }

    [Fact]
    public void Run_OfTheBaseInterrupted_EndsAsUndisturbed()
    {
        var recipe = TinyWorld.Recipe with { Mode = TrainingMode.Base, Ema = 0.9 };
        var samples = _world.Samples(4);
        new TrainingRun(_world.Setup(recipe, samples, "calm")).Run();

        Interrupt(recipe, samples, after: 3);
        new TrainingRun(_world.Setup(recipe, samples, "disturbed")).Run();

        Losses("disturbed").ShouldBe(Losses("calm"));
        StateOf("disturbed").ShouldBe(StateOf("calm"));
    }

    /// <summary>A process that dies says nothing: what it did since its last saved state is done again, and its later
    /// rows go.</summary>
    [Fact]
    public void Run_DiedAfterASavedState_EndsAsUndisturbed()
    {
        var recipe = TinyWorld.Recipe with { SaveEvery = 2, Phases = [TinyWorld.Recipe.Phases[0] with { Steps = 5 }] };
        var samples = _world.Samples(4);
        new TrainingRun(_world.Setup(recipe, samples, "calm")).Run();
        var dies = _world.Setup(recipe, samples, "dead") with
        {
            Show = happened =>
            {
                if (happened is StepTrained { Row.Step: 4 })
                    throw new InvalidDataException("died");
            },
        };
        Should.Throw<InvalidDataException>(() => new TrainingRun(dies).Run());

        new TrainingRun(_world.Setup(recipe, samples, "dead")).Run();

        Losses("dead").ShouldBe(Losses("calm"));
        StateOf("dead").ShouldBe(StateOf("calm"));
    }

    [Fact]
    public void Run_Finished_SaysSoAndWritesWhatRenders()
    {
        var samples = _world.Samples(4);
        var events = new List<TrainingEvent>();
        var setup = _world.Setup(TinyWorld.Recipe, samples, "out") with { Show = events.Add };
        new TrainingRun(setup).Run();
        new TrainingRun(setup).Run();

        events[^1].ShouldBe(new TrainingFinished(Path.Combine(_world.PathOf("out"), "model"), 4, WasFinished: true));
        events.OfType<StepTrained>().Count().ShouldBe(4);
        events.OfType<TrainingValidated>().Single().Loss.ShouldBeGreaterThan(0);
        ModelLoader.Check(ModelFolder.Open(Path.Combine(_world.PathOf("out"), "model")));
        File.ReadAllBytes(Path.Combine(_world.PathOf("out"), "losses.png"))[1..4].ShouldBe("PNG"u8.ToArray());
    }

    [Fact]
    public void Run_FolderOfAnotherRecipe_IsWrongUse()
    {
        var samples = _world.Samples(4);
        new TrainingRun(_world.Setup(TinyWorld.Recipe, samples, "out")).Run();

        Should
            .Throw<WrongUseException>(() =>
                new TrainingRun(_world.Setup(TinyWorld.Recipe with { Seed = 99 }, samples, "out")).Run()
            )
            .Message.ShouldContain("recipe");
        Should
            .Throw<WrongUseException>(() =>
                new TrainingRun(_world.Setup(TinyWorld.Recipe, _world.Samples(5, "others"), "out")).Run()
            )
            .Message.ShouldContain("samples");
    }

    public void Dispose() => _world.Dispose();

    private void Interrupt(TrainingRecipe recipe, ITrainingSamples samples, long after)
    {
        using var stop = new CancellationTokenSource();
        var setup = _world.Setup(recipe, samples, "disturbed") with
        {
            Show = happened =>
            {
                if (happened is StepTrained step && step.Row.Step == after)
                    stop.Cancel();
            },
        };
        Should.Throw<OperationCanceledException>(() => new TrainingRun(setup).Run(stop.Token));
    }

    private string[] Losses(string output) => File.ReadAllLines(Path.Combine(_world.PathOf(output), "losses.csv"));

    /// <summary>Every saved value, as text that tells all bits.</summary>
    private Dictionary<string, string> StateOf(string output)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(
            Path.Combine(
                Directory.GetDirectories(Path.Combine(_world.PathOf(output), "state")).Single(),
                "state.safetensors"
            )
        );
        return file.Tensors.Keys.ToDictionary(key => key, key => Convert.ToHexString(file.Read(key).bytes.ToArray()));
    }
}
