using OmniAvatar.Diffusion.Models;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Samples;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers;

/// <summary>What a run is given.</summary>
public sealed record TrainingSetup
{
    /// <summary>The model folder to begin from; a transformer is all it needs for training.</summary>
    public required ModelFolder Model { get; init; }

    /// <summary>What to learn from.</summary>
    public required ITrainingSamples Samples { get; init; }

    /// <summary>How.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>The folder of states, logs and the trained model.</summary>
    public required string Output { get; init; }

    /// <summary>Where to compute.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>CPU threads of one operation; part of what makes a continued run bit-equal.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Renders something with the model after a validation, or null.</summary>
    public ITrainingPreview? Preview { get; init; }

    /// <summary>Is told what happens.</summary>
    public Action<TrainingEvent> Show { get; init; } = _ => { };

    /// <summary>For speeds and estimates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Shows how good a model has become.</summary>
public interface ITrainingPreview
{
    /// <summary>Renders with a model folder as it is after a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="model">A folder that renders; it is not changed meanwhile.</param>
    /// <param name="cancellation">Stops the rendering.</param>
    void Render(long step, string model, CancellationToken cancellation);
}
