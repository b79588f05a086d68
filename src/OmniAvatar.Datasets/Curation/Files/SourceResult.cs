using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>What one video came to. Kept in a file of its own, by which a later run knows that it need not decode the
/// video again.</summary>
/// <param name="Source">The video, relative to its folder.</param>
/// <param name="Bytes">Its size then.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
/// <param name="Options">The options that decide the result, see <see cref="CurationOptions.Identity"/>.</param>
/// <param name="Clips">What was kept.</param>
/// <param name="Rejections">What was not.</param>
internal sealed record SourceResult(
    string Source,
    long Bytes,
    long Modified,
    string Options,
    IReadOnlyList<ClipEntry> Clips,
    IReadOnlyList<Rejection> Rejections
)
{
    public const string Folder = ".state";
    private const int KeyCharacters = 16;

    /// <summary>A name for the video's clips that depends on nothing but its own name, so that a list in another order
    /// changes nothing.</summary>
    public static string KeyOf(string source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..KeyCharacters];

    /// <summary>Where the result of a video is kept.</summary>
    public static string PathOf(string output, string source) => Path.Combine(output, Folder, KeyOf(source) + ".json");

    /// <summary>Whether a video as it is now, with these options, would come to the same, and all its clips are
    /// there.</summary>
    public bool Holds(string output, string source, FileInfo video, string options) =>
        Source == source
        && video.Exists
        && Bytes == video.Length
        && Modified == video.LastWriteTimeUtc.Ticks
        && Options == options
        && Clips.All(clip =>
            FolderPath.IsInside(clip.File)
            && new FileInfo(Path.Combine(output, clip.File)) is { Exists: true } file
            && file.Length == clip.Bytes
        );
}
