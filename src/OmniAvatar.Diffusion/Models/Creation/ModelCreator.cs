using System.Globalization;
using System.Text.Json;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models.Creation;

/// <summary>How far the creation of a model is.</summary>
/// <param name="File">The file being written.</param>
/// <param name="WrittenBytes">Bytes of weights written so far.</param>
/// <param name="TotalBytes">Bytes of weights in all.</param>
public readonly record struct CreationProgress(string File, long WrittenBytes, long TotalBytes);

/// <summary>Makes model folders with random weights in the authors' layout. Tensors go to disk piece by piece, so
/// memory does not grow with the model.</summary>
public static class ModelCreator
{
    /// <summary>Room on the disk beyond the weights: headers, small files, and something left over.</summary>
    private const long SpareBytes = 64 << 20;

    /// <summary>Writes a model folder.</summary>
    /// <param name="folder">Where; it must not exist, or be empty.</param>
    /// <param name="preset">Which sizes.</param>
    /// <param name="seed">Decides every weight.</param>
    /// <param name="progress">Told after each tensor.</param>
    /// <param name="cancellation">Looked at between pieces of a tensor.</param>
    /// <exception cref="WrongUseException">The folder has something in it.</exception>
    /// <exception cref="RenderFailedException">The disk lacks the room, or cannot be written.</exception>
    public static void Create(
        string folder,
        ModelPreset preset,
        long seed,
        IProgress<CreationProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var files = WeightFiles.Of(preset);
        var total = files.Sum(file => file.Bytes);
        try
        {
            Prepare(folder, total);
            long written = 0;
            foreach (var file in files)
            {
                WriteFile(
                    folder,
                    file,
                    seed,
                    bytes => progress?.Report(new(file.Name, written += bytes, total)),
                    cancellation
                );
            }
            WriteIndex(folder, files);
            FolderDocuments.Write(folder, preset);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException($"The model folder {folder} cannot be written: {failure.Message}", failure);
        }
    }

    private static void Prepare(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
            throw new WrongUseException($"The folder {folder} is not empty; choose a new folder for the model.");
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < bytes + SpareBytes)
            throw new RenderFailedException(
                $"The model needs {Gigabytes(bytes)} on disk, but {folder} only has {Gigabytes(free)} free."
            );
    }

    /// <summary>Writes one file of random weights.</summary>
    /// <param name="folder">The folder that the file's name is relative to.</param>
    /// <param name="file">What to write; safetensors by its ending, else PyTorch's zip pickle.</param>
    /// <param name="seed">Decides every weight.</param>
    /// <param name="wrote">Told the bytes of each tensor when it is written.</param>
    /// <param name="cancellation">Looked at between pieces of a tensor.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void WriteFile(
        string folder,
        WeightFile file,
        long seed,
        Action<long>? wrote = null,
        CancellationToken cancellation = default
    )
    {
        var path = Path.Combine(folder, file.Name);
        var tensors = file.Tensors.ToDictionary(StringComparer.Ordinal);
        if (file.Name.EndsWith(".safetensors", StringComparison.Ordinal))
            SafetensorsWriter.Write(path, tensors, Pieces);
        else
            PickleWeightsWriter.Write(path, file.Tensors, Pieces);

        IEnumerable<Tensor> Pieces(string key)
        {
            foreach (var piece in RandomWeights.Pieces(seed, key, tensors[key]))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return piece;
            }
            wrote?.Invoke(tensors[key].ByteCount);
        }
    }

    /// <summary>The index beside a transformer in several shards.</summary>
    private static void WriteIndex(string folder, IReadOnlyList<WeightFile> files)
    {
        var shards = files.Where(file => file.Name.Contains("-of-", StringComparison.Ordinal)).ToList();
        if (shards.Count == 0)
            return;
        var index = new
        {
            metadata = new { total_size = shards.Sum(shard => shard.Bytes) },
            weight_map = shards
                .SelectMany(shard => shard.Tensors.Select(pair => (pair.Key, File: Path.GetFileName(shard.Name))))
                .ToDictionary(pair => pair.Key, pair => pair.File),
        };
        var path = Path.Combine(
            folder,
            Path.GetDirectoryName(shards[0].Name)!,
            "diffusion_pytorch_model.safetensors.index.json"
        );
        File.WriteAllBytes(
            path,
            JsonSerializer.SerializeToUtf8Bytes(index, new JsonSerializerOptions { WriteIndented = true })
        );
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");
}
