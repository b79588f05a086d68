using System.Globalization;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>One window as training takes it, on the CPU; disposing frees the tensors.</summary>
/// <param name="Latents">float16 (16, T, h, w).</param>
/// <param name="Reference">float16 (16, 1, h, w): the clip's first frame.</param>
/// <param name="Audio">float16 (4T - 3, audio width), a row a frame.</param>
/// <param name="Text">(text length, text width), zeros past the caption's end, in the type they were computed
/// in.</param>
public sealed record ExtractedWindow(Tensor Latents, Tensor Reference, Tensor Audio, Tensor Text) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Latents.Dispose();
        Reference.Dispose();
        Audio.Dispose();
        Text.Dispose();
    }
}

/// <summary>A folder that <see cref="SampleExtractor"/> wrote, window by window. Safe for use by several threads at
/// once.</summary>
public sealed class ExtractedSamples
{
    /// <summary>The name of the reference picture's latents in a clip's file.</summary>
    public const string Reference = "reference";

    internal const string Text = "text";

    private readonly string _folder;
    private readonly IReadOnlyList<(ClipSamples Clip, int Window)> _windows;

    private ExtractedSamples(string folder, ExtractionManifest manifest)
    {
        (_folder, Manifest) = (folder, manifest);
        _windows = [.. manifest.Clips.SelectMany(clip => clip.Windows.Select((_, window) => (clip, window)))];
    }

    /// <summary>The list.</summary>
    public ExtractionManifest Manifest { get; }

    /// <summary>Windows in all.</summary>
    public int Count => _windows.Count;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="BadInputException">Its list is missing, damaged, of another version, or names what is not
    /// there.</exception>
    public static ExtractedSamples Open(string folder)
    {
        var manifest = CurationJson.Read<ExtractionManifest>(Path.Combine(folder, ExtractionManifest.Name));
        if (manifest.Version != ExtractionManifest.CurrentVersion)
            throw new BadInputException(
                $"The samples in {folder} have version {manifest.Version}, but this program reads "
                    + $"{ExtractionManifest.CurrentVersion}."
            );
        if (
            manifest
                .Clips.Select(clip => clip.Text)
                .Append(manifest.EmptyText)
                .FirstOrDefault(key => !manifest.Texts.ContainsKey(key)) is
            { } text
        )
            throw new BadInputException($"The samples in {folder} have no text '{text}'.");
        var files = manifest.Clips.Select(clip => clip.File).Concat(manifest.Texts.Values.Select(entry => entry.File));
        if (files.FirstOrDefault(file => !FolderPath.IsInside(file)) is { } outside)
            throw new BadInputException($"The samples in {folder} name a file outside the folder: {outside}.");
        return new ExtractedSamples(folder, manifest);
    }

    /// <summary>The clip and place of a window.</summary>
    public (ClipSamples Clip, SampleWindow Window) Describe(int index) =>
        (_windows[index].Clip, _windows[index].Clip.Windows[_windows[index].Window]);

    /// <summary>Reads a window.</summary>
    /// <exception cref="BadInputException">A file is missing or damaged.</exception>
    public ExtractedWindow Read(int index)
    {
        var (clip, window) = _windows[index];
        using var file = SafetensorsFile.Open(FolderPath.Resolve(_folder, clip.File));
        return new ExtractedWindow(
            file.Read(LatentsOf(window)),
            file.Read(Reference),
            file.Read(AudioOf(window)),
            ReadText(clip.Text)
        );
    }

    /// <summary>Reads a caption: (text length, text width).</summary>
    /// <exception cref="BadInputException">The file is missing or damaged.</exception>
    public Tensor ReadText(string key)
    {
        using var file = SafetensorsFile.Open(FolderPath.Resolve(_folder, Manifest.Texts[key].File));
        using var rows = file.Read(Text); // (rows, C)
        if (rows.dim() != 2 || rows.size(0) > Manifest.TextLength)
            throw new BadInputException($"{file.Name} must hold at most {Manifest.TextLength} rows of text.");
        return nn.functional.pad(rows, [0, 0, 0, Manifest.TextLength - rows.size(0)]); // (L, C)
    }

    internal static string LatentsOf(int window) => string.Create(CultureInfo.InvariantCulture, $"{window}.latents");

    internal static string AudioOf(int window) => string.Create(CultureInfo.InvariantCulture, $"{window}.audio");
}
