using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Training.Samples;
using static TorchSharp.torch;

namespace OmniAvatar.Tests.Samples;

/// <summary>A folder of samples as extraction would write it, of tensors that a test makes: a clip a sample, all with
/// the empty caption or one other.</summary>
internal sealed class SmallSamples
{
    private const string EmptyText = "empty";
    private const string Text = "caption";

    private readonly string _folder;
    private readonly SampleSizes _sizes;
    private readonly Dictionary<string, TextEntry> _texts = [];
    private readonly List<ClipSamples> _clips = [];

    public SmallSamples(string folder, SampleSizes sizes, Tensor emptyText, Tensor text)
    {
        (_folder, _sizes) = (folder, sizes);
        AddText(EmptyText, emptyText);
        AddText(Text, text);
    }

    /// <summary>Adds a clip of latents (16, T, h, w), reference (16, 1, h, w) and audio (4T - 3, width), a window for
    /// each.</summary>
    public void Add(
        Tensor reference,
        string source,
        bool isForValidation,
        params (Tensor Latents, Tensor Audio)[] windows
    )
    {
        using var scope = NewDisposeScope();
        var file = $"samples/clip-{_clips.Count:000000}.safetensors";
        var hash = SampleFiles.WriteClip(
            Path.Combine(_folder, file),
            Half(reference),
            [.. windows.Select(window => (Half(window.Latents), Half(window.Audio)))]
        );
        var places = windows.Select(window => new SampleWindow(0, 4 * (int)window.Latents.size(1) - 3)).ToList();
        _clips.Add(new ClipSamples(_clips.Count, source, isForValidation, Text, file, places, hash));
    }

    /// <summary>Writes the list.</summary>
    public void Finish() =>
        CurationJson.Write(
            Path.Combine(_folder, ExtractionManifest.Name),
            new ExtractionManifest(
                ExtractionManifest.CurrentVersion,
                "model",
                _sizes.TextLength,
                EmptyText,
                _texts,
                _clips,
                []
            )
        );

    private static Tensor Half(Tensor tensor) => tensor.to(ScalarType.Float16);

    private void AddText(string key, Tensor rows)
    {
        var file = $"texts/{key}.safetensors";
        _texts[key] = new TextEntry(file, (int)rows.size(0), SampleFiles.WriteText(Path.Combine(_folder, file), rows));
    }
}
