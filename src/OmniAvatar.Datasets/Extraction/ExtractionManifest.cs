namespace OmniAvatar.Datasets.Extraction;

/// <summary>A caption's embeddings.</summary>
/// <param name="File">A safetensors file with <c>text</c> (rows, text width): the rows of the caption's tokens, in the
/// type they were computed in.</param>
/// <param name="Rows">How many; the transformer reads <see cref="ExtractionManifest.TextLength"/>, zeros after
/// these.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
public sealed record TextEntry(string File, int Rows, string Sha256);

/// <summary>A clip's windows.</summary>
/// <param name="Clip">Its number in the clip source.</param>
/// <param name="Source">The collection it is from, for a training phase's mix.</param>
/// <param name="IsForValidation">Whether it is kept out of training.</param>
/// <param name="Text">The key of its caption in <see cref="ExtractionManifest.Texts"/>.</param>
/// <param name="File">
/// A safetensors file, float16: <c>reference</c> (16, 1, h, w), the clip's first frame alone; and for window n
/// <c>n.latents</c>
/// (16, T, h, w) and <c>n.audio</c> (4T - 3, audio width).
/// </param>
/// <param name="Windows">Where the windows lie, in their order.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
public sealed record ClipSamples(
    int Clip,
    string Source,
    bool IsForValidation,
    string Text,
    string File,
    IReadOnlyList<SampleWindow> Windows,
    string Sha256
);

/// <summary>A clip that gave no samples.</summary>
/// <param name="Clip">Its number.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record SkippedClip(int Clip, string Reason);

/// <summary><c>manifest.json</c> of a folder of extracted samples: the same bytes for the same clips, model and
/// options.</summary>
/// <param name="Version">Of the format: 1.</param>
/// <param name="Model">The model's identity, see <see cref="Diffusion.Models.ModelManifest"/>.</param>
/// <param name="TextLength">Rows of text that the transformer reads.</param>
/// <param name="EmptyText">The key of the empty caption, for training that leaves the text out now and then.</param>
/// <param name="Texts">Every distinct caption by its key, the empty one included.</param>
/// <param name="Clips">In the source's order.</param>
/// <param name="Skipped">Those left out.</param>
public sealed record ExtractionManifest(
    int Version,
    string Model,
    int TextLength,
    string EmptyText,
    IReadOnlyDictionary<string, TextEntry> Texts,
    IReadOnlyList<ClipSamples> Clips,
    IReadOnlyList<SkippedClip> Skipped
)
{
    /// <summary>The file's name.</summary>
    public const string Name = "manifest.json";

    /// <summary>The format that is written.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>What one clip came to, in a file of its own by which a later run knows that it need not be encoded
/// again.</summary>
/// <param name="Identity">All that decides the result: model, clips and options.</param>
/// <param name="Caption">The clip's caption; null where it was left out.</param>
/// <param name="Samples">Its samples, or null.</param>
/// <param name="Skipped">Why there are none, or null.</param>
internal sealed record ClipState(string Identity, string? Caption, ClipSamples? Samples, SkippedClip? Skipped);
