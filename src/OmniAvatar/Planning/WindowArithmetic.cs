using System.Globalization;

namespace OmniAvatar.Planning;

/// <summary>
/// How long one denoising window is and how much of it the previous window gave (paper, section 3.4; the reference's
/// arithmetic). The autoencoder turns 4n+1 frames into n+1 latent frames, so both counts of frames are 4n+1.
/// </summary>
public sealed record WindowArithmetic
{
    /// <summary>Latent frames are a quarter of the frames, after the first.</summary>
    public const int TemporalFactor = 4;

    /// <summary>Pixels of one token, in space: the autoencoder's 8 by the transformer's patch of 2, both
    /// ways.</summary>
    private const int PixelsPerToken = 16 * 16;

    private const int LongestWindow = 10_000;

    private WindowArithmetic(int frames, int overlap) => (FramesPerSegment, OverlapFrames) = (frames, overlap);

    /// <summary>Frames of one window (the reference's L), 4n+1.</summary>
    public int FramesPerSegment { get; }

    /// <summary>Frames that neighbouring windows share, 4n+1 and fewer than <see cref="FramesPerSegment"/>.</summary>
    public int OverlapFrames { get; }

    /// <summary>Latent frames of one window (the reference's T).</summary>
    public int LatentFramesPerSegment => LatentFrames(FramesPerSegment);

    /// <summary>Latent frames that a later window is given at its start.</summary>
    public int PrefixLatentFrames => LatentFrames(OverlapFrames);

    /// <summary>Frames that a later window adds. The same with either handoff: 4 (T - P) = L - overlap.</summary>
    public int NewFrames => FramesPerSegment - OverlapFrames;

    /// <summary>Speech frames that a chain of windows covers: the first shows the picture besides and covers one less
    /// than its length.</summary>
    /// <param name="windows">At least 1.</param>
    public int Capacity(int windows) => checked(FramesPerSegment - 1 + (windows - 1) * NewFrames);

    /// <summary>The least windows that cover a number of speech frames, at least 1.</summary>
    public int WindowsFor(int frames) =>
        frames < FramesPerSegment ? 1 : checked(1 + (frames - (FramesPerSegment - 1) + NewFrames - 1) / NewFrames);

    /// <summary>Latent frames of a clip of 4n+1 frames: its first stands for 1 frame, every other for 4.</summary>
    public static int LatentFrames(int frames) => (frames + 3) / TemporalFactor;

    /// <summary>Fits windows of a size into a budget of tokens.</summary>
    /// <param name="maxTokens">Tokens per window, about; may be fractional.</param>
    /// <param name="size">Size of the video.</param>
    /// <param name="overlapFrames">Frames that neighbouring windows share.</param>
    /// <exception cref="WrongUseException">The overlap is not 4n+1, the window is not longer than the overlap, or a
    /// number is out of range.</exception>
    public static WindowArithmetic For(double maxTokens, VideoSize size, int overlapFrames)
    {
        RequireOverlap(overlapFrames);
        var frames = FramesWithin(maxTokens, size);
        if (frames <= overlapFrames)
        {
            throw new WrongUseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A window of {maxTokens} tokens at {size} has {Math.Max(frames, 0)} frames, which must "
                        + $"be more than the overlap of {overlapFrames}."
                )
            );
        }
        return new WindowArithmetic(frames, overlapFrames);
    }

    private static void RequireOverlap(int overlapFrames)
    {
        if (overlapFrames < 1 || overlapFrames % TemporalFactor != 1)
            throw new WrongUseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The overlap must be 1, 5, 9, 13 or another 4n+1 frames, not {overlapFrames}."
                )
            );
    }

    /// <summary>The reference's L: the frames of the budget, brought to 4n+1 (a multiple of 4 goes down by 3). Not
    /// positive if the budget is too small.</summary>
    private static int FramesWithin(double maxTokens, VideoSize size)
    {
        if (!(maxTokens > 0) || size.Height < 1 || size.Width < 1)
            throw new WrongUseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A window needs more than 0 tokens and a size, not {maxTokens} tokens at {size}."
                )
            );

        // The order of operations is the reference's: it decides where the fraction is cut.
        var frames = Math.Truncate(maxTokens * PixelsPerToken * TemporalFactor / size.Height / size.Width);
        if (frames > LongestWindow)
            throw new WrongUseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A window of {maxTokens} tokens at {size} is longer than {LongestWindow} frames."
                )
            );

        var whole = (int)frames;
        return whole % TemporalFactor == 0 ? whole - 3 : whole / TemporalFactor * TemporalFactor + 1;
    }
}
