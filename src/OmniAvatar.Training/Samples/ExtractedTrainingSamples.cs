using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Diffusion.Checkpoints;
using OmniAvatar.Diffusion.Checkpoints.Safetensors;
using OmniAvatar.Training.Extraction;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Samples;

/// <summary>The windows of extracted clips as samples to train on. Every fiftieth clip is kept for validation; a file's hash is checked when it is first read.</summary>
internal sealed class ExtractedTrainingSamples : ITrainingSamples
{
    private const int ClipsPerValidation = 50;
    private const string Source = "extracted";

    private readonly string _folder;
    private readonly ExtractedSamples _samples;
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    /// <summary>Reads the sizes of all clips, which their files' headers say.</summary>
    /// <exception cref="BadInputException">There is no window, or a file is missing or damaged.</exception>
    public ExtractedTrainingSamples(string folder, ExtractedSamples samples)
    {
        if (samples.Count == 0) throw new BadInputException($"The samples in {folder} are none: every clip was left out.");
        (_folder, _samples) = (folder, samples);
        var shapes = samples.Manifest.Clips.ToDictionary(clip => clip.File, ShapeOf, StringComparer.Ordinal);
        List = [.. Enumerable.Range(0, samples.Count).Select(i => Describe(samples.Describe(i), shapes))];
        using var first = samples.Read(0);
        Sizes = new SampleSizes(samples.Manifest.TextLength, (int)first.Text.size(1), (int)first.Audio.size(1));
        var hashes = samples.Manifest.Clips.Select(clip => clip.Sha256).Concat(samples.Manifest.Texts.Select(text => $"{text.Key} {text.Value.Sha256}"));
        Identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', hashes))));
    }

    /// <inheritdoc/>
    public SampleSizes Sizes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> List { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        var clip = _samples.Describe(index).Clip;
        Check(clip.File, clip.Sha256);
        CheckText(clip.Text);
        using var window = _samples.Read(index);
        return new TrainingSample(Wide(window.Latents), Wide(window.Reference), Wide(window.Text), Wide(window.Audio));
    }

    /// <inheritdoc/>
    public Tensor ReadEmptyText()
    {
        var key = _samples.Manifest.EmptyText;
        CheckText(key);
        using var text = _samples.ReadText(key);
        return Wide(text);
    }

    private static Tensor Wide(Tensor tensor) => tensor.to(ScalarType.Float32, copy: true);

    /// <summary>Latent rows and columns.</summary>
    private (int Height, int Width) ShapeOf(ClipSamples clip)
    {
        using var file = SafetensorsFile.Open(Path.Combine(_folder, clip.File));
        var shape = file.Describe(ExtractedSamples.Reference).Shape; // 16, 1, h, w
        return shape.Count == 4 ? ((int)shape[2], (int)shape[3]) : throw new BadInputException($"{file.Name} does not hold a reference picture's latents.");
    }

    private static SampleInfo Describe((ClipSamples Clip, SampleWindow Window) sample, Dictionary<string, (int Height, int Width)> shapes)
    {
        var ((clip, window), (height, width)) = (sample, shapes[sample.Clip.File]);
        return new SampleInfo($"{clip.Clip}/{window.Start}+{window.Frames}", (window.Frames + 3) / 4, height, width, Source, clip.Clip % ClipsPerValidation == ClipsPerValidation - 1);
    }

    private void CheckText(string key)
    {
        var text = _samples.Manifest.Texts[key];
        Check(text.File, text.Sha256);
    }

    private void Check(string file, string hash)
    {
        if (_checked.ContainsKey(file)) return;
        var path = Path.Combine(_folder, file);
        if (SampleFolder.HashOf(path) != hash) throw new BadInputException($"{path} is not the file that the list of samples was written for: its SHA-256 differs.");
        _checked[file] = true;
    }
}
