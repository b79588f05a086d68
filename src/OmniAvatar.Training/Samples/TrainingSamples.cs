using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Samples;

/// <summary>The windows of a folder that <see cref="SampleExtractor"/> wrote, as samples to train on; a file's hash is
/// checked when it is first read.</summary>
public sealed class TrainingSamples : ITrainingSamples
{
    private readonly string _folder;
    private readonly ExtractedSamples _samples;
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    private TrainingSamples(string folder, ExtractedSamples samples)
    {
        (_folder, _samples) = (folder, samples);
        var shapes = samples.Manifest.Clips.ToDictionary(clip => clip.File, ShapeOf, StringComparer.Ordinal);
        List =
        [
            .. Enumerable
                .Range(0, samples.Count)
                .Select(samples.Describe)
                .Select(sample => InfoOf(sample.Clip, sample.Window, shapes[sample.Clip.File])),
        ];
        using var first = samples.Read(0);
        Sizes = new SampleSizes(samples.Manifest.TextLength, (int)first.Text.size(-1), (int)first.Audio.size(-1));
        Identity = IdentityOf(samples.Manifest);
    }

    /// <inheritdoc/>
    public SampleSizes Sizes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> List { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Opens a folder; the files' headers are read, and no sample yet.</summary>
    /// <exception cref="BadInputException">The folder has no list or no window, or a file is missing or
    /// damaged.</exception>
    public static TrainingSamples Open(string folder)
    {
        var samples = ExtractedSamples.Open(folder);
        if (samples.Count == 0)
            throw new BadInputException($"The folder {folder} has no samples: every clip was left out.");
        return new TrainingSamples(folder, samples);
    }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        var (clip, info) = (_samples.Describe(index).Clip, List[index]);
        Check(clip.File, clip.Sha256);
        CheckText(clip.Text);
        using var window = _samples.Read(index);
        Require(window.Latents, info, null, info.LatentFrames, info.Height, info.Width);
        Require(window.Reference, info, null, 1, info.Height, info.Width);
        Require(window.Text, info, Sizes.TextLength, Sizes.TextWidth);
        Require(window.Audio, info, 4 * info.LatentFrames - 3, Sizes.AudioWidth);
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

    private static string IdentityOf(ExtractionManifest manifest)
    {
        var clips = manifest.Clips.Select(clip =>
            $"{clip.Sha256} {clip.Text} {clip.Source} {clip.IsForValidation} {string.Join(' ', clip.Windows)}"
        );
        var texts = manifest.Texts.Select(text => $"{text.Key} {text.Value.Sha256}");
        return Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', clips.Concat(texts))))
        );
    }

    private static SampleInfo InfoOf(ClipSamples clip, SampleWindow window, (int Height, int Width) shape) =>
        new(
            $"{clip.Clip}/{window.Start}+{window.Frames}",
            (window.Frames + 3) / 4,
            shape.Height,
            shape.Width,
            clip.Source,
            clip.IsForValidation
        );

    private static void Require(Tensor tensor, SampleInfo info, params long?[] shape)
    {
        if (
            tensor.dim() != shape.Length
            || shape.Where((size, axis) => size is not null && size != tensor.size(axis)).Any()
        )
            throw new BadInputException(
                $"The sample {info.Name} has a tensor of shape {Keys.Shape(tensor.shape)}, which differs from the "
                    + "list of samples."
            );
    }

    /// <summary>Latent rows and columns.</summary>
    private (int Height, int Width) ShapeOf(ClipSamples clip)
    {
        using var file = SafetensorsFile.Open(Path.Combine(_folder, clip.File));
        var shape = file.Describe(ExtractedSamples.Reference).Shape; // 16, 1, h, w
        return shape.Count == 4 && shape[2] >= 2 && shape[3] >= 2
            ? ((int)shape[2], (int)shape[3])
            : throw new BadInputException($"{file.Name} does not hold a reference picture's latents.");
    }

    private void CheckText(string key)
    {
        var text = _samples.Manifest.Texts[key];
        Check(text.File, text.Sha256);
    }

    private void Check(string file, string hash)
    {
        if (_checked.ContainsKey(file))
            return;
        var path = Path.Combine(_folder, file);
        if (SampleFiles.HashOf(path) != hash)
            throw new BadInputException($"{path} is not the file in the list of samples: its SHA-256 differs.");
        _checked[file] = true;
    }
}
