using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Models;

namespace OmniAvatar.Diffusion.Models;

/// <summary>
/// A folder laid out as the authors' README says: <c>Wan2.1-T2V-14B/</c> (or 1.3B), <c>OmniAvatar-14B/</c>,
/// <c>wav2vec2-base-960h/</c>. Which file serves which part is known once it is open; no weights have been read yet.
/// </summary>
public sealed class ModelFolder
{
    private readonly IReadOnlyDictionary<ModelPart, string> _files;

    private ModelFolder(string path, ModelSettings settings, IReadOnlyDictionary<ModelPart, string> files)
    {
        Path = path;
        Settings = settings;
        _files = files;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What <c>omniavatar.json</c> says, or the released settings.</summary>
    public ModelSettings Settings { get; }

    /// <summary>The settings for a render, unless the user gives others.</summary>
    public ModelDefaults Defaults => Settings.Defaults;

    /// <summary>umT5's <c>spiece.model</c> or <c>tokenizer.json</c>.</summary>
    public string TokenizerFile => FileOf(ModelPart.Tokenizer);

    /// <summary>Opens a model folder.</summary>
    /// <exception cref="BadInputException">The folder does not exist, a part is missing, or two files could serve one
    /// part.</exception>
    public static ModelFolder Open(string path) => Open(path, Enum.GetValues<ModelPart>());

    /// <summary>Opens a model folder that need not have every part.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="parts">The parts that are needed; no other can be asked for.</param>
    /// <exception cref="BadInputException">The folder does not exist, a needed part is missing, or two files could
    /// serve one.</exception>
    public static ModelFolder Open(string path, IReadOnlyCollection<ModelPart> parts)
    {
        if (!Directory.Exists(path))
            throw new BadInputException($"There is no model folder {path}.");
        var settings = ModelSettings.Read(path);
        var finder = new PartFinder(path, settings);
        var files = parts.ToDictionary(part => part, part => Only(path, part, finder.Candidates(part)));
        return new ModelFolder(path, settings, files);
    }

    /// <summary>The file that opens a part's weight file: the weights, their index, or the first of numbered
    /// shards.</summary>
    public string FileOf(ModelPart part) => _files[part];

    /// <summary>The <c>config.json</c> beside a part's file; it need not exist.</summary>
    public string ConfigOf(ModelPart part) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(FileOf(part))!, "config.json");

    /// <summary>Every file that has a say in what the model computes, by full path and in order: weights,
    /// configurations, tokenizer, settings.</summary>
    public IReadOnlyList<string> AllFiles()
    {
        var parts = _files.Values.SelectMany(TensorSources.FilesOf);
        var configurations = _files
            .Keys.Select(ConfigOf)
            .Append(System.IO.Path.Combine(Path, ModelSettings.FileName))
            .Where(File.Exists);
        return parts
            .Concat(configurations)
            .Select(System.IO.Path.GetFullPath)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>The adapter's rank and alpha.</summary>
    public ReleasedAdapterConfig ReadAdapterConfig() => ReleasedAdapterConfig.Read(ConfigOf(ModelPart.Adapter));

    private static string Only(string folder, ModelPart part, IReadOnlyList<string> candidates) =>
        candidates switch
        {
            [var one] => one,
            [] => throw new BadInputException($"The model folder {folder} has no {PartWords.Of(part)}{Hint(part)}."),
            [var first, var second, ..] => throw new BadInputException(
                $"Both {first} and {second} could be the {PartWords.Of(part)}; name one of them under \"parts\" in "
                    + $"{ModelSettings.FileName}, or move the other one away."
            ),
        };

    private static string Hint(ModelPart part) =>
        part switch
        {
            ModelPart.Transformer => " (Wan2.1-T2V-14B/diffusion_pytorch_model*.safetensors)",
            ModelPart.Adapter => " (OmniAvatar-14B/pytorch_model.pt)",
            ModelPart.Autoencoder => " (Wan2.1-T2V-14B/Wan2.1_VAE.pth)",
            ModelPart.TextEncoder => " (Wan2.1-T2V-14B/models_t5_umt5-xxl-enc-bf16.pth)",
            ModelPart.Tokenizer => " (Wan2.1-T2V-14B/google/umt5-xxl/spiece.model)",
            _ => " (wav2vec2-base-960h/model.safetensors or pytorch_model.bin)",
        };
}
