namespace OmniAvatar.Diffusion.Guidance;

/// <summary>What the model is told in one of a step's predictions.</summary>
public enum GuidanceBranch
{
    /// <summary>The prompt and the speech.</summary>
    Conditional,

    /// <summary>The negative prompt, and audio of zeros.</summary>
    Unconditional,

    /// <summary>The prompt, and audio of zeros.</summary>
    ConditionalWithoutAudio,
}
