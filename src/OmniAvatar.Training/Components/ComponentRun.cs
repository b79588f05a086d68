using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components;

/// <summary>The training of one network of the small model: all its parameters, and the slow average of them as the
/// outcome. Used by one thread.</summary>
internal sealed class ComponentRun : IDisposable
{
    private readonly string _component;
    private readonly ComponentRunOptions _options;
    private readonly OptimizedWeights _weights;
    private readonly RunState _state;
    private readonly LossLog _log;
    private readonly long _taken;
    private readonly bool _wasFinished;

    /// <summary>Begins, or goes on from what the folder holds.</summary>
    /// <param name="component">What the network is called in progress and errors.</param>
    /// <param name="options">The options.</param>
    /// <param name="network">What is trained: all its parameters.</param>
    /// <param name="columns">Names for the parts of the loss.</param>
    /// <param name="recipe">All settings that decide the outcome, as text: a state with another recipe is
    /// refused.</param>
    /// <exception cref="WrongUseException">The options are wrong, or the folder is of a run with other
    /// settings.</exception>
    public ComponentRun(
        string component,
        ComponentRunOptions options,
        nn.Module network,
        IReadOnlyList<string> columns,
        string recipe
    )
    {
        (_component, _options) = (component, options.Validated());
        _state = new RunState(options.Folder, new RunIdentity(recipe));
        var saved = _state.Find();
        _wasFinished = saved is { IsFinished: true } && saved.Step >= options.Steps;
        _weights = new OptimizedWeights(
            [.. network.named_parameters().Select(pair => (pair.name, pair.parameter))],
            options.Optimizer,
            options.AverageDecay
        );
        _taken = _state.Restore(_weights, saved);
        _log = new LossLog(Path.Combine(options.Folder, LossLog.Name), columns, "samples", _taken);
    }

    /// <summary>Takes the steps that are left. When cancelled, the state is saved first.</summary>
    /// <param name="compute">The pieces of a step, counted from 0; values made in it, and in them, are disposed after
    /// the step.</param>
    /// <param name="progress">Told every so many steps.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="RenderFailedException">The loss became infinite or no number, or the folder cannot be
    /// written.</exception>
    public void Run(
        Func<long, IReadOnlyList<StepPiece>> compute,
        IProgress<ComponentProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (_wasFinished)
            return;
        new TrainingLoop(
            new LoopSchedule(_options.Steps, _options.SaveEvery, ValidateEvery: _options.Steps),
            new StepTrainer(
                $"The training of the {_component}",
                _weights,
                new PieceGradients(compute, _options),
                _options.LargestGradientNorm
            ),
            _state,
            _log,
            new ComponentCourse(_component, _options, progress)
        ).Run(_taken, cancellation);
    }

    /// <summary>Puts the slow average in the place of the values: what the training was for.</summary>
    public void TakeAverage() => _weights.TakeAverage();

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _weights.Dispose();
    }

    private sealed class PieceGradients(Func<long, IReadOnlyList<StepPiece>> compute, ComponentRunOptions options)
        : IStepGradients
    {
        public double LearningRateAt(long step) => options.LearningRateAt(step);

        public StepLosses Add(long step, CancellationToken cancellation) =>
            StepPiece.AddGradients(compute(step), options.Threads);
    }
}
