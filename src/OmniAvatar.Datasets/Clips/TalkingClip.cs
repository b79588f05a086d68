namespace OmniAvatar.Datasets.Clips;

/// <summary>A few seconds of one person speaking, whole in memory.</summary>
public sealed record TalkingClip
{
    /// <summary>The collection of a clip that is from none in particular.</summary>
    public const string DefaultSource = "clips";

    /// <summary>Pixels a row; a multiple of 16.</summary>
    public required int Width { get; init; }

    /// <summary>Rows; a multiple of 16.</summary>
    public required int Height { get; init; }

    /// <summary>RGB24, frame after frame at 25 a second: <see cref="FrameCount"/> x <see cref="Height"/> x
    /// <see cref="Width"/> x 3 bytes.</summary>
    public required byte[] Frames { get; init; }

    /// <summary>The sound: 16 kHz mono in [-1, 1], 640 samples a frame.</summary>
    public required float[] Samples { get; init; }

    /// <summary>What is seen, as a prompt would say it.</summary>
    public required string Caption { get; init; }

    /// <summary>The collection it is from; training can take more from one than from another.</summary>
    public string Source { get; init; } = DefaultSource;

    /// <summary>How far the mouth is open in each frame, 0 closed to 1; empty if unknown.</summary>
    public float[] MouthOpening { get; init; } = [];

    /// <summary>The phoneme heard in the middle of each frame, as a number of its clip source's own list; empty if
    /// unknown.</summary>
    public int[] Phonemes { get; init; } = [];

    /// <summary>How many frames there are.</summary>
    public int FrameCount => Frames.Length / (3 * Width * Height);
}
