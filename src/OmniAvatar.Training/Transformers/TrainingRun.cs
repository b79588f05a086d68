using OmniAvatar.Diffusion.Models;
using OmniAvatar.Files;
using OmniAvatar.Randomness;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Runs;
using OmniAvatar.Training.Transformers.Batches;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers;

/// <summary>
/// Trains from the newest saved state to the recipe's last step:
/// <code>
/// OUTPUT/recipe.json             what is followed
/// OUTPUT/state/step-…/           weights, optimizer, average; saved every few steps and when interrupted
/// OUTPUT/losses.csv, losses.png  a row a step, and a picture of them
/// OUTPUT/validation.csv          a row a validation
/// OUTPUT/model/                  a model folder that renders with what was trained
/// </code>
/// </summary>
public sealed class TrainingRun
{
    private const string ModelFolderName = "model";
    private const string RecipeName = "recipe.json";

    private readonly TrainingSetup _setup;
    private readonly TrainingRecipe _recipe;

    /// <summary>What a first run puts into its folder and nobody else may have there; nothing where a run has begun,
    /// whose own they are.</summary>
    public static IEnumerable<string> Written(string output) =>
        Directory.Exists(Path.Combine(output, RunState.FolderName))
            ? []
            : [Path.Combine(output, RecipeName), Path.Combine(output, ModelFolderName)];

    /// <summary>Prepares a run; nothing is read or written yet.</summary>
    /// <exception cref="WrongUseException">The recipe cannot be followed.</exception>
    public TrainingRun(TrainingSetup setup) => (_setup, _recipe) = (setup, setup.Recipe.Validated());

    /// <summary>Trains to the end.</summary>
    /// <exception cref="WrongUseException">The folder holds a run of another recipe, model or other
    /// samples.</exception>
    /// <exception cref="BadInputException">The model or a sample is damaged, or they do not fit each other.</exception>
    /// <exception cref="RenderFailedException">The folder cannot be written, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the state is saved, and another run goes on from
    /// it.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        var state = new RunState(
            _setup.Output,
            new RunIdentity(_recipe.Identity(), _setup.Samples.Identity, ModelManifest.Compute(_setup.Model).Sha256)
        );
        var saved = state.Find();
        var wasFinished = saved is { IsFinished: true } && saved.Step >= _recipe.Steps;
        if (!wasFinished)
            Train(state, saved, cancellation);
        _setup.Show(new TrainingFinished(ModelPath, _recipe.Steps, wasFinished));
    }

    private string ModelPath => Path.Combine(_setup.Output, ModelFolderName);

    private void Train(RunState state, StateFacts? saved, CancellationToken cancellation)
    {
        set_num_threads(_setup.Threads);
        AtomicFile.Write(Path.Combine(_setup.Output, RecipeName), stream => stream.Write(_recipe.ToJson()));
        using var network = TrainableNetwork.Load(_setup.Model, _recipe, _setup.Samples.Sizes, _setup.Device);
        using var weights = Optimized(network);
        var loader = new BatchLoader(_setup.Samples, _recipe, _setup.Device);
        var objective = new FlowMatchingObjective();
        var gradients = new ClipGradients(network, objective, loader, Plans(network), _setup.Threads);
        var cuts = CutsOf(network, _recipe.Phases[^1]);
        var validation = new Validation(objective, loader, _setup.Samples, _recipe, cuts);
        var step = state.Restore(weights, saved);
        using var log = new LossLog(Path.Combine(_setup.Output, LossLog.Name), LossRow.Parts, LossRow.Samples, step);
        var course = new TransformerCourse(_setup, _recipe, network, weights, log, validation, ModelPath);
        ShowStart(network, step);
        new TrainingLoop(
            new LoopSchedule(_recipe.Steps, _recipe.SaveEvery, _recipe.ValidateEvery),
            new StepTrainer("The training", weights, gradients, _recipe.Clip),
            state,
            log,
            course
        ).Run(step, cancellation);
    }

    private OptimizedWeights Optimized(TrainableNetwork network) =>
        new(
            network.Trained,
            new AdamWOptions { WeightDecay = _recipe.WeightDecay },
            _recipe.Ema > 0 ? _recipe.Ema : null
        );

    private void ShowStart(TrainableNetwork network, long step) =>
        _setup.Show(
            new TrainingStarted(
                step,
                _recipe.Steps,
                network.Trained.Sum(parameter => parameter.Value.numel()),
                _setup.Samples.List.Count(sample => !sample.IsForValidation)
            )
        );

    private IReadOnlyList<BatchPlan> Plans(TrainableNetwork network) =>
        [
            .. _recipe.Phases.Select(
                (phase, i) =>
                    new BatchPlan(
                        phase,
                        _setup.Samples.List,
                        CutsOf(network, phase),
                        new StepRandom(unchecked(_recipe.Seed + i))
                    )
            ),
        ];

    private ClipCuts CutsOf(TrainableNetwork network, TrainingPhase phase) =>
        // With a given frame there must be one to generate.
        new(
            phase,
            leastFrames: _recipe.IsBase ? 1 : 2,
            (network.Network.Config.PatchSize[1], network.Network.Config.PatchSize[2])
        );
}
