using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>What tells a run from others: a state of another one is refused.</summary>
/// <param name="Recipe">All settings that decide the outcome, or their hash.</param>
/// <param name="Samples">Identity of what is learned from; empty where the recipe says it.</param>
/// <param name="Model">Identity of the model that training began from; empty where it began from nothing.</param>
internal sealed record RunIdentity(string Recipe, string Samples = "", string Model = "");

/// <summary>The saved state of one run: where it is kept, whose it is, and what is saved.</summary>
/// <param name="folder">The run's folder; its states are in <c>state/</c>.</param>
/// <param name="identity">Tells the run from others.</param>
internal sealed class RunState(string folder, RunIdentity identity)
{
    /// <summary>The folder of states in a run's folder.</summary>
    public const string FolderName = "state";

    private readonly StateFolder _states = new(Path.Combine(folder, FolderName));

    /// <summary>What the newest state says, or null where the run begins.</summary>
    /// <exception cref="WrongUseException">It is of another run.</exception>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public StateFacts? Find()
    {
        var saved = _states.FindNewest();
        var other =
            saved is null ? null
            : saved.Recipe != identity.Recipe ? "recipe"
            : saved.Samples != identity.Samples ? "samples"
            : saved.Model != identity.Model ? "model"
            : null;
        return other is null
            ? saved
            : throw new WrongUseException(
                $"The folder {folder} holds a training with another {other}; choose another folder, or give the same "
                    + $"{other} to continue."
            );
    }

    /// <summary>Takes up a saved state.</summary>
    /// <param name="weights">Of the shapes that were saved.</param>
    /// <param name="saved">What <see cref="Find"/> gave.</param>
    /// <returns>Steps taken; 0 where the run begins.</returns>
    /// <exception cref="BadInputException">The state is damaged, or lacks a weight.</exception>
    public long Restore(OptimizedWeights weights, StateFacts? saved)
    {
        if (saved is null)
            return 0;
        using var scope = NewDisposeScope();
        weights.Restore(_states.ReadNewest(), saved.OptimizerSteps);
        return saved.Step;
    }

    /// <summary>Saves the state after a number of steps.</summary>
    /// <param name="weights">As they are after these steps.</param>
    /// <param name="step">Steps taken.</param>
    /// <param name="isFinished">Whether nothing is left to do.</param>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public void Save(OptimizedWeights weights, long step, bool isFinished) =>
        _states.Save(
            new StateFacts(
                step,
                isFinished,
                weights.Optimizer.Steps,
                identity.Recipe,
                identity.Samples,
                identity.Model
            ),
            weights.Tensors
        );
}
