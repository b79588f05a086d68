namespace OmniAvatar.Training.Transformers;

/// <summary>A stretch of training with one speed and one choice of samples. The defaults are the paper's first phase
/// (arXiv 2506.18866, section 4.1).</summary>
public sealed record TrainingPhase
{
    /// <summary>What the log calls it.</summary>
    public string Name { get; init; } = "one";

    /// <summary>Steps of the optimizer, at least 1.</summary>
    public long Steps { get; init; } = 10_000;

    /// <summary>Largest step, positive.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>Steps over which the learning rate rises from 0 at the phase's beginning; at least 0.</summary>
    public long WarmUp { get; init; } = 100;

    /// <summary>Video tokens of one batch at most: a clip longer than that is cut, and shorter clips go
    /// together.</summary>
    public int MaxTokens { get; init; } = 30_000;

    /// <summary>Clips of one batch at most, at least 1.</summary>
    public int MaxBatch { get; init; } = 16;

    /// <summary>Heights and widths in pixels that are wanted; empty wants all.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Sizes { get; init; } = [];

    /// <summary>Lengths that clips are cut to, in latent frames: the longest that fits serves. Empty leaves every clip
    /// as long as fits.</summary>
    public IReadOnlyList<int> LatentFrames { get; init; } = [];

    /// <summary>How much of the batches comes from each source, by its name; empty takes all samples alike.</summary>
    public IReadOnlyDictionary<string, double> Mix { get; init; } = new Dictionary<string, double>();

    /// <summary>The speed at a step of the phase, counted from 0.</summary>
    public double LearningRateAt(long step) => LearningRate * Math.Min(1, (step + 1.0) / Math.Max(1, WarmUp));

    /// <summary>This phase, if it can be run.</summary>
    /// <exception cref="WrongUseException">A number is out of its range.</exception>
    public TrainingPhase Validated()
    {
        Require(Steps >= 1, "steps", "at least 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), "learning_rate", "positive");
        Require(WarmUp >= 0, "warm_up", "at least 0");
        Require(MaxTokens >= 1, "max_tokens", "at least 1");
        Require(MaxBatch >= 1, "max_batch", "at least 1");
        Require(
            Sizes.All(size => size.Count == 2 && size.All(side => side > 0)),
            "sizes",
            "pairs of a height and a width in pixels"
        );
        Require(LatentFrames.All(frames => frames > 0), "latent_frames", "positive");
        Require(Mix.Values.All(share => share > 0 && double.IsFinite(share)), "mix", "positive shares");
        return this;
    }

    private void Require(bool condition, string field, string range)
    {
        if (!condition)
            throw new WrongUseException($"The field {field} of the training phase '{Name}' must be {range}.");
    }
}
