using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>The default choices for a model's videos.</summary>
internal static class UsualChoices
{
    private static readonly VideoSize Size = new(HeldOutClips.Side, HeldOutClips.Side);

    /// <summary>One shot with all of the defaults by name, so that the same video is never taken for another; the
    /// prompt is empty.</summary>
    /// <param name="defaults">The model's.</param>
    /// <param name="steps">Denoising steps; null for the model's.</param>
    public static RenderChoices Of(ModelDefaults defaults, int? steps) =>
        new()
        {
            Prompts = [],
            Size = Size,
            Shots = ShotMode.Single,
            Seed = ReleasedDefaults.Seed,
            Steps = steps ?? defaults.Steps,
            Guidance = defaults.TextGuidanceScale,
            AudioGuidance = defaults.AudioGuidanceScale ?? defaults.TextGuidanceScale,
            Overlap = defaults.OverlapFrames,
        };

    /// <summary>The windows that a model's videos are made in.</summary>
    public static WindowArithmetic Window(ModelDefaults defaults, int overlap) =>
        WindowArithmetic.For(defaults.MaxTokens, Size, overlap);
}
