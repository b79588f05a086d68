using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Diffusion.Checkpoints;
using OmniAvatar.Diffusion.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Samples;

/// <summary>A folder of samples as <see cref="SampleFolderWriter"/> writes it; a file's hash is checked when it is first read.</summary>
public sealed class SampleFolder : ITrainingSamples
{
    internal const string Latents = "latents";
    internal const string Reference = "reference";
    internal const string Text = "text";
    internal const string Audio = "audio";

    private readonly string _folder;
    private readonly SampleManifest _manifest;
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    private SampleFolder(string folder, SampleManifest manifest)
    {
        (_folder, _manifest) = (folder, manifest);
        List = [.. manifest.Samples.Select(sample => sample.Info)];
        var files = string.Concat(manifest.Samples.Select(sample => sample.File).Prepend(manifest.EmptyText).Select(file => $"{file.Path}\0{file.Sha256}\n"));
        Identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(files)));
    }

    /// <inheritdoc/>
    public SampleSizes Sizes => _manifest.Sizes;

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> List { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Opens a folder; no sample has been read yet.</summary>
    /// <exception cref="BadInputException">The folder has no list, or the list names files outside it or sizes that cannot be.</exception>
    public static SampleFolder Open(string folder)
    {
        var manifest = SampleManifest.Read(folder);
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        foreach (var file in manifest.Samples.Select(sample => sample.File).Prepend(manifest.EmptyText))
            if (!Path.GetFullPath(Path.Combine(root, file.Path)).StartsWith(root, StringComparison.Ordinal))
                throw new BadInputException($"The samples in {folder} name a file outside the folder: {file.Path}.");
        if (manifest.Samples.Select(sample => sample.Info).FirstOrDefault(info => info.LatentFrames < 1 || info.Height < 2 || info.Width < 2) is { } bad)
            throw new BadInputException($"The sample {bad.Name} in {folder} has {bad.LatentFrames} latent frames of {bad.Height}x{bad.Width}, which cannot be.");
        return new SampleFolder(folder, manifest);
    }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        var (info, file) = _manifest.Samples[index];
        using var tensors = OpenChecked(file);
        return new TrainingSample(
            ReadAs(tensors, Latents, [null, info.LatentFrames, info.Height, info.Width]),
            ReadAs(tensors, Reference, [null, 1, info.Height, info.Width]),
            ReadAs(tensors, Text, [null, Sizes.TextWidth]),
            ReadAs(tensors, Audio, [4 * info.LatentFrames - 3, Sizes.AudioWidth]));
    }

    /// <inheritdoc/>
    public Tensor ReadEmptyText()
    {
        using var tensors = OpenChecked(_manifest.EmptyText);
        return ReadAs(tensors, Text, [null, Sizes.TextWidth]);
    }

    private SafetensorsFile OpenChecked(SampleFile file)
    {
        var path = Path.Combine(_folder, file.Path);
        if (!_checked.ContainsKey(file.Path))
        {
            if (HashOf(path) != file.Sha256) throw new BadInputException($"{path} is not the file that the list of samples was written for: its SHA-256 differs.");
            _checked[file.Path] = true;
        }
        return SafetensorsFile.Open(path);
    }

    internal static string HashOf(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static Tensor ReadAs(SafetensorsFile file, string key, long?[] shape)
    {
        var actual = file.Describe(key).Shape;
        if (actual.Count != shape.Length || actual.Where((size, axis) => shape[axis] is { } wanted && wanted != size).Any())
            throw new BadInputException($"{file.Name}: '{key}' has shape {Keys.Shape(actual)}, which is not what the list of samples says.");
        return file.Read(key, ScalarType.Float32);
    }
}
