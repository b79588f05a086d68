using OmniAvatar.Diffusion.Weights.Sources;

namespace OmniAvatar.Diffusion.Models;

/// <summary>Finds the files of each part by the names they have where users download them.</summary>
internal sealed class PartFinder
{
    private const int DeepestFolder = 3;
    private const int MostFiles = 20_000;
    private const string AudioFolder = "wav2vec2";

    private readonly string _folder;
    private readonly ModelSettings _settings;
    private readonly List<string> _files;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="BadInputException">The folder does not exist, or is not a model folder.</exception>
    public PartFinder(string folder, ModelSettings settings)
    {
        _folder = folder;
        _settings = settings;
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder,
            IgnoreInaccessible = true,
        };
        _files = Directory
            .EnumerateFiles(folder, "*", options)
            .Take(MostFiles + 1)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (_files.Count > MostFiles)
            throw new BadInputException($"{folder} holds more than {MostFiles} files, so it is not a model folder.");
    }

    /// <summary>The weight files that could serve a part, each by the file that opens it.</summary>
    /// <exception cref="BadInputException">The settings name a file outside the folder, or one that is not
    /// there.</exception>
    public IReadOnlyList<string> Candidates(ModelPart part)
    {
        if (_settings.Parts.TryGetValue(part, out var chosen))
            return [Chosen(part, chosen)];
        return part switch
        {
            ModelPart.Transformer => Transformers(),
            ModelPart.Adapter => Named(name => IsWeights(name, "pytorch_model"), inAudioFolder: false),
            ModelPart.Autoencoder => Named(name => IsWeights(name, "Wan2.1_VAE"), inAudioFolder: false),
            ModelPart.TextEncoder => Named(
                name => name.StartsWith("models_t5_", StringComparison.Ordinal) && TensorSources.IsWeights(name),
                inAudioFolder: false
            ),
            ModelPart.Tokenizer => Preferred(
                Named(name => name is "spiece.model" or "tokenizer.json", inAudioFolder: false),
                "spiece.model"
            ),
            ModelPart.AudioEncoder => Preferred(
                Named(name => name is "model.safetensors" or "pytorch_model.bin", inAudioFolder: true),
                "model.safetensors"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };
    }

    /// <summary>
    /// Transformer weight files: an index stands for the shards beside it, and one numbered shard for its family.
    /// </summary>
    private List<string> Transformers()
    {
        const string stem = "diffusion_pytorch_model";
        var indexes = Named(
            name =>
                name.StartsWith(stem, StringComparison.Ordinal)
                && name.EndsWith(".index.json", StringComparison.Ordinal),
            inAudioFolder: false
        );
        var indexed = indexes
            .SelectMany(TensorSources.FilesOf)
            .Select(Path.GetFullPath)
            .ToHashSet(StringComparer.Ordinal);
        var loose = Named(
                name => name.StartsWith(stem, StringComparison.Ordinal) && TensorSources.IsWeights(name),
                inAudioFolder: false
            )
            .Where(path => !indexed.Contains(Path.GetFullPath(path)))
            .DistinctBy(path =>
                (Path.GetDirectoryName(path), TensorSources.ShardFamily(path) ?? Path.GetFileName(path))
            );
        return [.. indexes, .. loose];
    }

    private List<string> Named(Func<string, bool> isName, bool inAudioFolder) =>
        _files.Where(path => isName(Path.GetFileName(path)) && IsInAudioFolder(path) == inAudioFolder).ToList();

    /// <summary>One tensor list in two formats, as published together in one folder, is no ambiguity: the better format
    /// serves.</summary>
    private static List<string> Preferred(List<string> paths, string name) =>
        paths
            .GroupBy(Path.GetDirectoryName)
            .SelectMany(group => group.Where(path => Path.GetFileName(path) == name).DefaultIfEmpty(group.First()))
            .ToList();

    private static bool IsWeights(string name, string stem) =>
        Path.GetFileNameWithoutExtension(name) == stem && TensorSources.IsWeights(name);

    private bool IsInAudioFolder(string path) =>
        Path.GetRelativePath(_folder, path)
            .Split(Path.DirectorySeparatorChar)[..^1]
            .Any(level => level.StartsWith(AudioFolder, StringComparison.Ordinal));

    private string Chosen(ModelPart part, string relative)
    {
        var root = Path.GetFullPath(_folder) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, relative));
        if (Path.IsPathRooted(relative) || !path.StartsWith(root, StringComparison.Ordinal))
            throw new BadInputException(
                $"{ModelSettings.FileName} in {_folder} names a file outside the folder for the {PartWords.Of(part)}."
            );
        return File.Exists(path)
            ? path
            : throw new BadInputException(
                $"There is no file {path}, which {ModelSettings.FileName} names for the {PartWords.Of(part)}."
            );
    }
}

/// <summary>Parts in words.</summary>
internal static class PartWords
{
    /// <summary>The part as it reads in a sentence.</summary>
    public static string Of(ModelPart part) =>
        part switch
        {
            ModelPart.TextEncoder => "text encoder",
            ModelPart.AudioEncoder => "audio encoder",
            _ => part.ToString().ToLowerInvariant(),
        };
}
