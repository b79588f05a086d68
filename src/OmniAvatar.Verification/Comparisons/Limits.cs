namespace OmniAvatar.Verification.Comparisons;

/// <summary>The differences that count as equal, float32 on a CPU: the table of the golden folder's README.</summary>
public static class Limits
{
    /// <summary>Transformer, text encoder, audio encoder, encoding of pictures, and everything inside them; of the
    /// largest value.</summary>
    public const double Network = 2e-5;

    /// <summary>Decoding of latents; of the largest value.</summary>
    public const double Decode = 5e-5;

    /// <summary>Computing in bfloat16; of the largest value.</summary>
    public const double BFloat16 = 4e-2;

    /// <summary>Denoising steps and training targets; of the largest value.</summary>
    public const double Scheduler = 1e-6;

    /// <summary>Loss and gradient norm of training; of the value itself.</summary>
    public const double Loss = 1e-5;

    /// <summary>The gradient of a weight; of its largest value.</summary>
    public const double Gradient = 1e-4;

    /// <summary>Trained weights after a step of the optimizer: the mean over all values together; absolute.</summary>
    public const double StepMean = 2.5e-8;

    /// <summary>Trained weights after a step of the optimizer: the largest over all values together;
    /// absolute.</summary>
    public const double StepLargest = 2e-6;

    /// <summary>The scale of the audio pack's norm after a step, where a mistaken weight decay shows;
    /// absolute.</summary>
    public const double StepAudioNorm = 6e-7;

    /// <summary>Sigmas and timesteps; of each value itself.</summary>
    public const double Schedule = 2e-7;

    /// <summary>TeaCache's accumulated distance; absolute.</summary>
    public const double AccumulatedDistance = 1e-5;

    /// <summary>Random normals; absolute.</summary>
    public const double RandomNormal = 1e-6;

    /// <summary>Picture preparation; absolute.</summary>
    public const double Picture = 1e-5;

    /// <summary>The part of the final video's bytes that may be off by one: a few in ten thousand.</summary>
    public const double VideoBytes = 5e-4;

    /// <summary>Latents and frames of one window of the pipeline, where differences grow from window to window; of the
    /// largest value.</summary>
    /// <param name="window">0-based window.</param>
    public static double PipelineWindow(int window) =>
        window switch
        {
            0 => 1e-4,
            1 => 3e-4,
            _ => 1e-3,
        };
}
