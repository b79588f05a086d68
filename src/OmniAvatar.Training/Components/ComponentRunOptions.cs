using System.Text.Json.Serialization;
using OmniAvatar.Training.Optimization;

namespace OmniAvatar.Training.Components;

/// <summary>How one network is trained, whatever it learns.</summary>
public sealed record ComponentRunOptions
{
    /// <summary>Where the state (<c>state/</c>), the log (<c>losses.csv</c>) and the report are kept; a run goes on
    /// from what it finds.</summary>
    public required string Folder { get; init; }

    /// <summary>Steps in all; at least 1. The learning rate falls towards the last of them.</summary>
    public required long Steps { get; init; }

    /// <summary>Decides the first weights and everything that is drawn.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The highest learning rate; positive.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The part of the highest learning rate that is left at the last step, in (0, 1].</summary>
    public double FinalShare { get; init; } = 0.02;

    /// <summary>Steps over which the learning rate rises from zero.</summary>
    public long WarmupSteps { get; init; } = 200;

    /// <summary>Decay of the slow average that becomes the trained weights, in [0, 1).</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Largest norm of all gradients together; positive.</summary>
    public double LargestGradientNorm { get; init; } = 1;

    /// <summary>AdamW's constants.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>Steps from one saved state to the next.</summary>
    public long SaveEvery { get; init; } = 500;

    /// <summary>Steps from one report of progress to the next.</summary>
    public long LogEvery { get; init; } = 20;

    /// <summary>CPU threads of a step; they decide no more than last bits.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = 1;

    /// <summary>For speeds and estimates.</summary>
    [JsonIgnore]
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>These options, once they make sense.</summary>
    /// <exception cref="WrongUseException">They do not.</exception>
    public ComponentRunOptions Validated()
    {
        Require(Folder.Length > 0, "the folder must have a name");
        Require(Steps > 0 && SaveEvery > 0 && LogEvery > 0 && WarmupSteps >= 0, "steps must be positive numbers");
        Require(Threads >= 1, "a step takes at least one thread");
        Require(
            LearningRate > 0 && FinalShare is > 0 and <= 1,
            "the learning rate must be positive and its last share in (0, 1]"
        );
        Require(
            AverageDecay is >= 0 and < 1 && LargestGradientNorm > 0,
            "the average's decay must be in [0, 1) and the gradients' norm positive"
        );
        return this;
    }

    /// <summary>These options as far as they decide the outcome.</summary>
    internal ComponentRunOptions WithoutPlaces() => this with { Folder = "", SaveEvery = 1, LogEvery = 1 };

    /// <summary>The learning rate of a step counted from 0: a linear rise, then half a cosine.</summary>
    internal double LearningRateAt(long step)
    {
        if (step < WarmupSteps)
            return LearningRate * (step + 1) / (WarmupSteps + 1);
        var done = (double)(step - WarmupSteps) / Math.Max(1, Steps - WarmupSteps);
        return LearningRate * (FinalShare + (1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new WrongUseException($"The options of the training are not valid: {rule}.");
    }
}
