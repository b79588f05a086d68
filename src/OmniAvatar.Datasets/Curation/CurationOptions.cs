using System.Globalization;
using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Curation;

/// <summary>What is kept when videos are curated.</summary>
public sealed record CurationOptions
{
    /// <summary>The shortest clip in seconds, 0.2 to 60. Default 3.</summary>
    public double LeastSeconds { get; init; } = 3;

    /// <summary>The longest clip in seconds, at least twice the shortest and at most 120. Default 20.</summary>
    public double MostSeconds { get; init; } = 20;

    /// <summary>Pixels that the lesser side of a video must have, 64 to 4320. Default 400, the lesser side of the 480p
    /// sizes: nothing is enlarged.</summary>
    public int LeastSide { get; init; } = 400;

    /// <summary>
    /// Sharpness that a clip must have (see <see cref="Measures.BlurMeter"/>), 0 to 10000; 0 keeps all. Default 20:
    /// measured on the sample portrait, 298 as it is, 64 blurred by a Gaussian of 1 pixel at 400 rows, 29 by 1.5 and 15
    /// by 2.
    /// </summary>
    public double LeastSharpness { get; init; } = 20;

    /// <summary>Least share of a clip with speech, 0 to 1. Default 0.5.</summary>
    public double LeastSpeech { get; init; } = 0.5;

    /// <summary>Sync-C that a clip must have where it is measured, 0 to 100. Default 3, our choice: the paper filters
    /// by SyncNet too.</summary>
    public double LeastSyncConfidence { get; init; } = 3;

    /// <summary>The size of all clips, even sides; null keeps each video's own.</summary>
    public VideoSize? Size { get; init; }

    internal int LeastFrames => (int)Math.Round(LeastSeconds * 25);

    internal int MostFrames => (int)Math.Round(MostSeconds * 25);

    /// <summary>All that decides a result, as one text.</summary>
    internal string Identity(ILipSyncScore? sync) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{LeastSeconds} {MostSeconds} {LeastSide} {LeastSharpness} {LeastSpeech} "
                + $"{(sync is null ? "" : LeastSyncConfidence)} {Size} {sync?.Identity}"
        );

    /// <summary>These options, if clips can be made by them.</summary>
    /// <exception cref="WrongUseException">A value is out of range.</exception>
    public CurationOptions Validated()
    {
        Require(LeastSeconds is >= 0.2 and <= 60, "the shortest clip must have 0.2 to 60 seconds");
        Require(
            MostSeconds >= 2 * LeastSeconds && MostSeconds <= 120,
            "the longest clip must have at least twice the seconds of the shortest, and at most 120"
        );
        Require(LeastSide is >= 64 and <= 4320, "the shorter side must have 64 to 4320 pixels");
        Require(LeastSharpness is >= 0 and <= 10_000, "sharpness must be 0 to 10000");
        Require(LeastSpeech is >= 0 and <= 1, "the share of speech must be 0 to 1");
        Require(LeastSyncConfidence is >= 0 and <= 100, "the confidence in lip sync must be 0 to 100");
        Require(
            Size is not { } size || IsSide(size.Height) && IsSide(size.Width),
            "the sides of clips must be even and 64 to 4320 pixels"
        );
        return this;
    }

    private static bool IsSide(int pixels) => pixels is >= 64 and <= 4320 && pixels % 2 == 0;

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new WrongUseException($"The options for clips are not valid: {rule}.");
    }
}
