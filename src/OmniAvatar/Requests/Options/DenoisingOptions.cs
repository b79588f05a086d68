using System.Globalization;
using OmniAvatar.Models;
using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>The options of denoising.</summary>
public static class DenoisingOptions
{
    private const double LargestGuidance = 100;

    private static readonly ModelDefaults Released = new();

    /// <summary><see cref="RenderChoices.Seed"/>.</summary>
    public static RenderOption Seed { get; } =
        new(
            "seed",
            "N",
            "Seed of all noise",
            $"{ReleasedDefaults.Seed}",
            ChoiceValue.Whole(0, long.MaxValue, c => c.Seed, (c, seed) => c with { Seed = seed })
        );

    /// <summary><see cref="RenderChoices.Steps"/>.</summary>
    public static RenderOption Steps { get; } =
        new(
            "steps",
            "N",
            "Denoising steps",
            $"the model's, else {Released.Steps}",
            ChoiceValue.Whole(
                1,
                RequestValidator.MaximumSteps,
                c => c.Steps,
                (c, steps) => c with { Steps = (int?)steps }
            )
        )
        {
            Synonym = "num_inference_steps",
            Note = "the paper's is 25",
        };

    /// <summary><see cref="RenderChoices.Guidance"/>.</summary>
    public static RenderOption Guidance { get; } =
        new(
            "guidance",
            "G",
            "Guidance towards the prompt",
            string.Create(CultureInfo.InvariantCulture, $"the model's own, else {Released.TextGuidanceScale}"),
            ChoiceValue.Real(0, LargestGuidance, c => c.Guidance, (c, scale) => c with { Guidance = scale })
        )
        {
            Synonym = "guidance_scale",
            Note = "1 turns all guidance off",
        };

    /// <summary><see cref="RenderChoices.AudioGuidance"/>.</summary>
    public static RenderOption AudioGuidance { get; } =
        new(
            "audio_guidance",
            "A",
            "Guidance towards the speech",
            $"the model's own, else as {Guidance.Switch}",
            ChoiceValue.Real(0, LargestGuidance, c => c.AudioGuidance, (c, scale) => c with { AudioGuidance = scale })
        )
        {
            Note =
                $"a value other than {Guidance.Switch} adds a third model call to each step; no effect at "
                + $"{Guidance.Switch} 1",
        };

    /// <summary><see cref="RenderChoices.NegativePrompt"/>.</summary>
    public static RenderOption NegativePrompt { get; } =
        new(
            "negative_prompt",
            "TEXT",
            "What to avoid, in words",
            "the released one",
            ChoiceValue.Of(ValueForms.Text, c => c.NegativePrompt, (c, prompt) => c with { NegativePrompt = prompt })
        );

    /// <summary><see cref="RenderChoices.TeaCache"/>.</summary>
    public static RenderOption TeaCache { get; } =
        new(
            "tea_cache",
            "T",
            "Skip steps whose input changed less than this",
            "none are skipped",
            ChoiceValue.Real(0, 100, c => c.TeaCache, (c, threshold) => c with { TeaCache = threshold })
        );
}
