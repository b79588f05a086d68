using OmniAvatar.Training.Models;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Training.Recipes;

/// <summary>How the small model's transformer is trained: small clips first, then clips of both sizes.</summary>
internal static class SmallModelPhases
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Seed = 7,
        Ema = 0.999,
        Recompute = false,
        SaveEvery = 500,
        ValidateEvery = 1000,
    };

    private static readonly TrainingPhase Small = new()
    {
        Name = "small",
        Steps = 2000,
        LearningRate = 1e-3,
        WarmUp = 300,
        MaxTokens = 1600,
        Sizes =
        [
            [64, 64],
        ],
    };

    private static readonly TrainingPhase Mixed = new()
    {
        Name = "mixed",
        LearningRate = 5e-4,
        MaxTokens = 1600,
    };

    /// <summary>The base: all weights, from text alone.</summary>
    public static TrainingRecipe Base { get; } =
        Recipe with
        {
            Mode = TrainingMode.Base,
            Phases = [Small with { LatentFrames = [4] }, Mixed with { Steps = 2000, LatentFrames = [4, 10] }],
        };

    /// <summary>The adapter: speech and the reference picture.</summary>
    public static TrainingRecipe Adapter { get; } =
        Recipe with
        {
            Rank = 64,
            Alpha = 64,
            Phases = [Small with { LatentFrames = [10] }, Mixed with { Steps = 10_000, LatentFrames = [10] }],
        };
}
