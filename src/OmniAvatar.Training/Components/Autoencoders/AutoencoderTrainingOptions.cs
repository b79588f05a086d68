using System.Text.Json.Serialization;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>How a video autoencoder is trained.</summary>
public sealed record AutoencoderTrainingOptions
{
    /// <summary>Steps, rates, and where the run is kept.</summary>
    public required ComponentRunOptions Run { get; init; }

    /// <summary>The file to write, <c>Wan2.1_VAE.pth</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>A file of weights to begin with, as this training writes it; null begins with fresh ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>Width of the widest picture in channels; 96 in the released model.</summary>
    public int BaseDim { get; init; } = 12;

    /// <summary>How clips are used.</summary>
    public ClipUse Clips { get; init; } = new();

    /// <summary>What the steps see, one stage after the other: single frames cost a third of frames in a clip and teach
    /// most of the picture.</summary>
    public IReadOnlyList<CropStage> Stages { get; init; } =
    [
        new(Share: 0.30, Frames: 1, Pixels: 48, Batch: 16),
        new(Share: 0.25, Frames: 5, Pixels: 48, Batch: 8),
        new(Share: 0.20, Frames: 9, Pixels: 48, Batch: 4),
        new(Share: 0.15, Frames: 5, Pixels: 96, Batch: 2),
        new(Share: 0.10, Frames: 17, Pixels: 96, Batch: 1),
    ];

    /// <summary>Weight of the latents' divergence from a standard normal distribution, in nats a value.</summary>
    public double DivergenceWeight { get; init; } = 1e-6;

    /// <summary>Weight of differences between neighbouring pixels.</summary>
    public double EdgeWeight { get; init; } = 0.5;

    /// <summary>Weight of differences between neighbouring frames.</summary>
    public double MotionWeight { get; init; } = 1;

    /// <summary>How much more a pixel around the mouth counts than another; at least 1.</summary>
    public double MouthWeight { get; init; } = 5;

    /// <summary>The stage of a step counted from 0.</summary>
    internal CropStage StageAt(long step)
    {
        var place = (double)step / Run.Steps * Stages.Sum(stage => stage.Share);
        foreach (var stage in Stages)
        {
            if (place < stage.Share)
                return stage;
            place -= stage.Share;
        }
        return Stages[^1];
    }

    /// <summary>These options, once they make sense.</summary>
    /// <exception cref="WrongUseException">They do not.</exception>
    public AutoencoderTrainingOptions Validated()
    {
        if (BaseDim < 2 || BaseDim % 2 != 0)
            throw new WrongUseException("The width of an autoencoder must be an even number of channels.");
        if (Stages.Count == 0 || Stages.Any(stage => !stage.IsPossible))
            throw new WrongUseException(
                "Every stage needs a positive share and batch, 4n+1 frames, and a size that is a multiple of 16 pixels."
            );
        if (DivergenceWeight < 0 || EdgeWeight < 0 || MotionWeight < 0 || MouthWeight < 1)
            throw new WrongUseException(
                "The weights of an autoencoder's loss must not be negative, and the mouth's at least 1."
            );
        return this;
    }
}
