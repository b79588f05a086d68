using OmniAvatar.Diffusion.AudioEncoders;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>How an audio encoder is trained.</summary>
public sealed record AudioEncoderTrainingOptions
{
    /// <summary>Steps, rates, and where the run is kept.</summary>
    public required ComponentRunOptions Run { get; init; }

    /// <summary>The folder to write, <c>wav2vec2-base-960h</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>Phonemes that the clips tell apart: their numbers are in [0, PhonemeCount); others are not
    /// learnt.</summary>
    public required int PhonemeCount { get; init; }

    /// <summary>The sizes: 0.4 million values by default.</summary>
    public Wav2Vec2Config Network { get; init; } =
        new()
        {
            Width = 64,
            LayerCount = 4,
            HeadCount = 4,
            FeedForwardWidth = 256,
            ConvolutionWidths = [64, 64, 64, 64, 64, 64, 64],
            PositionKernel = 32,
            PositionGroups = 8,
        };

    /// <summary>How clips are used.</summary>
    public ClipUse Clips { get; init; } = new();

    /// <summary>Video frames that one sample spans.</summary>
    public int Rows { get; init; } = 64;

    /// <summary>Samples a step.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Part of the samples that noise is added to, in [0, 1].</summary>
    public double NoiseShare { get; init; } = 0.5;

    /// <summary>Weight of loudness and of the opening of the mouth beside the phonemes.</summary>
    public double MovementWeight { get; init; } = 2;

    /// <summary>These options, once they make sense.</summary>
    /// <exception cref="WrongUseException">They do not.</exception>
    /// <exception cref="BadInputException">The sizes of the network do not fit together.</exception>
    public AudioEncoderTrainingOptions Validated()
    {
        Network.Validated();
        if (PhonemeCount < 2 || Rows < 2 || Batch < 1)
            throw new WrongUseException(
                "An audio encoder needs at least two phonemes, in samples of at least two rows."
            );
        if (NoiseShare is < 0 or > 1 || MovementWeight < 0)
            throw new WrongUseException(
                "The share of noise must be in [0, 1], and the weight of movement must not be negative."
            );
        return this;
    }
}
