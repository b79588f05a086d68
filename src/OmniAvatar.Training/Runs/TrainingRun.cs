using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

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
    private const string StateFolderName = "state";
    private const string RecipeName = "recipe.json";

    private readonly TrainingSetup _setup;
    private readonly TrainingRecipe _recipe;
    private readonly StateFolder _states;
    private readonly Lazy<string> _model;

    /// <summary>What a first run puts into its folder and nobody else may have there; nothing where a run has begun,
    /// whose own they are.</summary>
    public static IEnumerable<string> Written(string output) =>
        Directory.Exists(Path.Combine(output, StateFolderName))
            ? []
            : [Path.Combine(output, RecipeName), Path.Combine(output, ModelFolderName)];

    /// <summary>Prepares a run; nothing is read or written yet.</summary>
    /// <exception cref="WrongUseException">The recipe cannot be followed.</exception>
    public TrainingRun(TrainingSetup setup)
    {
        (_setup, _recipe) = (setup, setup.Recipe.Validated());
        _states = new StateFolder(Path.Combine(setup.Output, StateFolderName));
        _model = new Lazy<string>(() => ModelManifest.Compute(setup.Model).Sha256);
    }

    /// <summary>Trains to the end.</summary>
    /// <exception cref="WrongUseException">The folder holds a run of another recipe, model or other
    /// samples.</exception>
    /// <exception cref="BadInputException">The model or a sample is damaged, or they do not fit each other.</exception>
    /// <exception cref="RenderFailedException">The folder cannot be written, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the state is saved, and another run goes on from
    /// it.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        var saved = _states.FindNewest();
        RequireSameRun(saved);
        if (saved is { IsFinished: true } && saved.Step >= _recipe.Steps)
        {
            _setup.Show(new TrainingFinished(ModelPath, _recipe.Steps, WasFinished: true));
            return;
        }
        set_num_threads(_setup.Threads);
        AtomicFile.Write(Path.Combine(_setup.Output, RecipeName), stream => stream.Write(_recipe.ToJson()));
        using var network = TrainableNetwork.Load(_setup.Model, _recipe, _setup.Samples.Sizes, _setup.Device);
        var loader = new BatchLoader(_setup.Samples, _recipe, _setup.Device);
        var objective = new FlowMatchingObjective();
        using var trainer = new StepTrainer(network, objective, loader, Plans(network), _setup.Threads);
        var step = saved?.Step ?? 0;
        if (saved is not null)
            Restore(network, trainer, saved);
        using var log = new LossLog(Path.Combine(_setup.Output, "losses.csv"), step);
        var validation = new Validation(
            objective,
            loader,
            _setup.Samples,
            _recipe,
            CutsOf(network, _recipe.Phases[^1])
        );
        new TrainingLoop(
            _setup,
            _recipe,
            network,
            trainer,
            log,
            validation,
            ModelPath,
            (done, isFinished) => Save(network, trainer, done, isFinished)
        ).Run(step, cancellation);
    }

    private string ModelPath => Path.Combine(_setup.Output, ModelFolderName);

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

    private void RequireSameRun(StateFacts? saved)
    {
        if (saved is null)
            return;
        var other =
            saved.Recipe != _recipe.Identity() ? "recipe"
            : saved.Samples != _setup.Samples.Identity ? "samples"
            : saved.Model != _model.Value ? "model"
            : null;
        if (other is not null)
            throw new WrongUseException(
                $"The folder {_setup.Output} holds the training of another {other}; name another folder, or "
                    + $"give the same {other} to go on."
            );
    }

    private void Save(TrainableNetwork network, StepTrainer trainer, long step, bool isFinished)
    {
        var weights = network.Trained.Select(parameter =>
            KeyValuePair.Create($"param.{parameter.Name}", (Tensor)parameter.Value)
        );
        var average =
            trainer.Average?.State.Select(pair => KeyValuePair.Create($"average.{pair.Key}", pair.Value)) ?? [];
        _states.Save(
            new StateFacts(
                step,
                isFinished,
                trainer.Optimizer.Steps,
                _recipe.Identity(),
                _setup.Samples.Identity,
                _model.Value
            ),
            weights.Concat(trainer.Optimizer.State).Concat(average).ToDictionary(StringComparer.Ordinal)
        );
    }

    private void Restore(TrainableNetwork network, StepTrainer trainer, StateFacts saved)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var state = _states.ReadNewest();
        foreach (var (name, value) in network.Trained)
        {
            if (!state.TryGetValue($"param.{name}", out var weight) || !weight.shape.SequenceEqual(value.shape))
                throw new BadInputException($"The saved state lacks '{name}' in the shape that training needs.");
            value.copy_(weight);
        }
        trainer.Optimizer.Restore(state, saved.OptimizerSteps);
        trainer.Average?.Restore(
            network
                .Trained.Where(parameter => state.ContainsKey($"average.{parameter.Name}"))
                .ToDictionary(parameter => parameter.Name, parameter => state[$"average.{parameter.Name}"])
        );
    }
}
