namespace OmniAvatar.Training.Models;

/// <summary>Which weights are trained.</summary>
public enum TrainingMode
{
    /// <summary>Low-rank pairs, the audio modules and the patch embedding; the base stays as it is (arXiv 2506.18866,
    /// section 3.3).</summary>
    Lora,

    /// <summary>Every weight of the transformer and the audio modules; there are no pairs.</summary>
    Full,

    /// <summary>The audio modules alone.</summary>
    AudioOnly,

    /// <summary>Every weight of Wan2.1 itself, from text to video, without reference picture and audio.</summary>
    Base,
}
