using OmniAvatar.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = OmniAvatar.Training.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace OmniAvatar.Training.Components;

/// <summary>The loop around the training of one network: steps, the slow average, saving, going on, the log. Used by
/// one thread.</summary>
internal sealed class ComponentRun : IDisposable
{
    private readonly string _component;
    private readonly ComponentRunOptions _options;
    private readonly IReadOnlyList<(string Name, Parameter Value)> _parameters;
    private readonly AdamW _optimizer;
    private readonly ExponentialAverage _average;
    private readonly RunState _state;
    private readonly RunLog _log;
    private readonly Interval _interval = new();

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
        _parameters = [.. network.named_parameters().Select(pair => (pair.name, pair.parameter))];
        _optimizer = new AdamW(_parameters, options.Optimizer);
        _average = new ExponentialAverage(_parameters, options.AverageDecay);
        _state = new RunState(
            Path.Combine(options.Folder, "state.safetensors"),
            recipe,
            _parameters,
            _optimizer,
            _average
        );
        Step = _state.Restore();
        _log = new RunLog(
            Path.Combine(options.Folder, "log.csv"),
            ["loss", .. columns, "gradient_norm", "learning_rate", "samples_per_second"],
            Step
        );
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>Takes the steps that are left. When cancelled, the state is saved first.</summary>
    /// <param name="compute">The pieces of a step, counted from 0; values made in it, and in them, are disposed after
    /// the step.</param>
    /// <param name="progress">Told with every line of the log.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="RenderFailedException">The loss became infinite or no number, or the folder cannot be
    /// written.</exception>
    public void Run(
        Func<long, IReadOnlyList<StepPiece>> compute,
        IProgress<ComponentProgress>? progress,
        CancellationToken cancellation
    )
    {
        var saved = Step;
        while (Step < _options.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                if (Step > saved)
                    _state.Save(Step);
                cancellation.ThrowIfCancellationRequested();
            }
            TakeStep(compute);
            if (Step % _options.LogEvery == 0)
                Report(progress);
            if (Step % _options.SaveEvery == 0 || Step == _options.Steps)
                _state.Save(saved = Step);
        }
    }

    /// <summary>Puts the slow average in the place of the values: what the training was for.</summary>
    public void TakeAverage()
    {
        using var grad = no_grad();
        var average = _average.State;
        foreach (var (name, value) in _parameters)
            value.copy_(average[name]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _average.Dispose();
    }

    private void TakeStep(Func<long, IReadOnlyList<StepPiece>> compute)
    {
        using var scope = NewDisposeScope();
        _optimizer.ZeroGradients();
        var pieces = SideBySide.Run(
            [.. compute(Step).Select(piece => (Func<(int Samples, double[] Values)>)(() => AddGradients(piece)))],
            _options.Threads
        );
        var norm = GradientClipping.Clip(
            [.. _parameters.Select(parameter => parameter.Value)],
            _options.LargestGradientNorm
        );
        var rate = _options.LearningRateAt(Step);
        _optimizer.Step(rate);
        _average.Update(++Step);
        var values = pieces
            .Select(piece => piece.Values)
            .Aggregate((one, other) => [.. one.Zip(other, (a, b) => a + b)]);
        _interval.Add(pieces.Sum(piece => piece.Samples), [.. values, norm, rate]);
    }

    /// <summary>The loss and its parts come back as the piece's share of the step's.</summary>
    private (int Samples, double[] Values) AddGradients(StepPiece piece)
    {
        using var scope = NewDisposeScope();
        var (loss, samples, parts) = piece.Compute();
        var value = loss.item<float>();
        if (!float.IsFinite(value))
            throw new RenderFailedException(
                $"The training of the {_component} diverged at step {Step}: start anew with a lower learning rate."
            );
        loss.mul(piece.Share).backward();
        return (samples, [.. parts.Prepend(value).Select(part => piece.Share * part)]);
    }

    private void Report(IProgress<ComponentProgress>? progress)
    {
        var (means, samplesPerSecond, secondsPerStep) = _interval.Take();
        _log.Add(Step, [.. means, samplesPerSecond]);
        var left = TimeSpan.FromSeconds(secondsPerStep * (_options.Steps - Step));
        progress?.Report(new ComponentProgress(_component, Step, _options.Steps, means[0], samplesPerSecond, left));
    }

    /// <summary>Means and speed between two lines of the log.</summary>
    private sealed class Interval
    {
        private static readonly TimeProvider Time = TimeProvider.System;

        private long _began = Time.GetTimestamp();
        private double[] _sums = [];
        private long _samples;
        private int _steps;

        public void Add(int samples, double[] values)
        {
            _sums = _steps == 0 ? values : [.. _sums.Zip(values, (sum, value) => sum + value)];
            (_samples, _steps) = (_samples + samples, _steps + 1);
        }

        public (double[] Means, double SamplesPerSecond, double SecondsPerStep) Take()
        {
            var seconds = Math.Max(1e-9, Time.GetElapsedTime(_began).TotalSeconds);
            var taken = (_sums.Select(sum => sum / _steps).ToArray(), _samples / seconds, seconds / _steps);
            (_samples, _steps) = (0, 0);
            _began = Time.GetTimestamp();
            return taken;
        }
    }
}
