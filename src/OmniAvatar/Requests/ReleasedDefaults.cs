namespace OmniAvatar.Requests;

/// <summary>What the released model was run with, beyond what a model folder can say.</summary>
public static class ReleasedDefaults
{
    /// <summary>Seed of the noise.</summary>
    public const long Seed = 42;

    /// <summary>Seconds of silence that a service renders where it is given no speech.</summary>
    public const double SilenceSeconds = 4;

    /// <summary>What to avoid; part of the released configuration, so kept to the letter.</summary>
    public const string NegativePrompt =
        "Vivid color tones, background/camera moving quickly, screen switching, subtitles and special "
        + "effects, mutation, overexposed, "
        + "static, blurred details, subtitles, style, work, painting, image, still, overall grayish, worst "
        + "quality, low quality, JPEG "
        + "compression residue, ugly, incomplete, extra fingers, poorly drawn hands, poorly drawn face, "
        + "deformed, disfigured, malformed "
        + "limbs, fingers merging, motionless image, chaotic background, three legs, crowded background with "
        + "many people, walking backward";
}
