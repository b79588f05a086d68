using System.Text.Json;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>A low-rank adapter that a user adds to a model.</summary>
/// <param name="Path">Its weights, in any spelling of <see cref="LoraAdapter"/>.</param>
/// <param name="Weight">How strongly it counts; 1 is as it was trained.</param>
public sealed record LoraFile(string Path, double Weight = 1)
{
    /// <summary>What diffusers calls the configuration that it hides in a file's own metadata, and where its fields'
    /// names begin.</summary>
    private const string MetadataKey = "lora_adapter_metadata",
        MetadataPrefix = "transformer.";

    /// <summary>Files that a trainer leaves in a folder of its own, the first choice first.</summary>
    private static readonly string[] FilesOfFolders =
    [
        "adapter_model.safetensors",
        "adapter_model.bin",
        "pytorch_lora_weights.safetensors",
    ];

    /// <summary>peft's configuration where it is this file's own and exists: it belongs to <c>adapter_model.*</c>
    /// beside it and to no other file.</summary>
    public string? ConfigFile => IsPefts && File.Exists(NeighbouringConfig) ? NeighbouringConfig : null;

    /// <summary>A configuration that lies beside the file, belongs to another one and is not read; null where there is
    /// none.</summary>
    public string? ForeignConfigFile => !IsPefts && File.Exists(NeighbouringConfig) ? NeighbouringConfig : null;

    private bool IsPefts => System.IO.Path.GetFileNameWithoutExtension(Path) == "adapter_model";

    private string NeighbouringConfig =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, PeftConfig.FileName);

    /// <summary>The adapter at a path: a file, or the folder that a trainer saved one in.</summary>
    /// <exception cref="BadInputException">The file does not exist, or the folder has no adapter.</exception>
    public static LoraFile At(string path, double weight = 1)
    {
        if (File.Exists(path))
            return new LoraFile(path, weight);
        if (!Directory.Exists(path))
            throw new BadInputException($"The adapter {path} does not exist.");
        return FilesOfFolders.Select(name => System.IO.Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } file
            ? new LoraFile(file, weight)
            : throw new BadInputException(
                $"{path} is a folder without {string.Join(", ", FilesOfFolders)}; give the path of the adapter's "
                    + "file."
            );
    }

    /// <summary>Understands the file's tensors.</summary>
    /// <param name="source">The opened file, which the adapter takes over.</param>
    /// <param name="baseKeys">The keys of the model that it changes.</param>
    /// <exception cref="BadInputException">They are not an adapter's, or its configuration asks for what is not
    /// supported.</exception>
    public LoraAdapter Read(ITensorSource source, IEnumerable<string> baseKeys) =>
        new(source, ReadScale(source), Weight, baseKeys);

    private PeftConfig? ReadScale(ITensorSource source)
    {
        if (source.Metadata.TryGetValue(MetadataKey, out var text))
            return ReadMetadata(text);
        return ConfigFile is { } config ? PeftConfig.Read(config) : null;
    }

    private PeftConfig ReadMetadata(string text)
    {
        var name = $"{MetadataKey} in {Path}";
        try
        {
            using var json = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false }
            );
            var fields = json
                .RootElement.EnumerateObject()
                .ToDictionary(
                    field =>
                        field.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal)
                            ? field.Name[MetadataPrefix.Length..]
                            : field.Name,
                    field => field.Value,
                    StringComparer.Ordinal
                );
            return PeftConfig.Of(name, JsonSerializer.SerializeToElement(fields));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new BadInputException($"{name} is not the expected JSON.", failure);
        }
    }
}
