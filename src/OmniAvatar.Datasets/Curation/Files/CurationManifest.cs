namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>What was measured of a clip.</summary>
/// <param name="Sharpness">Median over its frames of the variance of the luma's Laplacian, see
/// <see cref="Measures.BlurMeter"/>.</param>
/// <param name="Speech">Share of its time with speech, 0 to 1.</param>
/// <param name="Sync">How well mouth and sound match; null if it was not measured.</param>
public sealed record ClipScores(double Sharpness, double Speech, LipSync? Sync);

/// <summary>One clip of a curated folder.</summary>
/// <param name="File">The clip, relative to the folder.</param>
/// <param name="Source">The video it is from, relative to the folder that was curated.</param>
/// <param name="Start">Where it began there, in seconds.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Frames">The same in frames at 25 a second.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Scores">What was measured.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
public sealed record ClipEntry(
    string File,
    string Source,
    double Start,
    double Seconds,
    int Frames,
    int Width,
    int Height,
    ClipScores Scores,
    long Bytes,
    string Sha256
);

/// <summary><c>manifest.json</c> of a curated folder: the same bytes for the same videos and options.</summary>
/// <param name="Version">Of the format: 1.</param>
/// <param name="Clips">In the order of the captions.</param>
public sealed record CurationManifest(int Version, IReadOnlyList<ClipEntry> Clips)
{
    /// <summary>The file's name.</summary>
    public const string Name = "manifest.json";

    /// <summary>The format that is written.</summary>
    public const int CurrentVersion = 1;
}
