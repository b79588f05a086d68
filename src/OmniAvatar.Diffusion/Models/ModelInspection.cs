using OmniAvatar.Diffusion.Checkpoints;
using OmniAvatar.Diffusion.Checkpoints.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models;

/// <summary>What serves one part of a model, or why nothing does.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Files">The files, relative to the folder: one, an index with its shards, or every candidate when there are several.</param>
/// <param name="Bytes">Size of the files.</param>
/// <param name="TensorCount">Tensors in them; 0 for the tokenizer.</param>
/// <param name="ParameterCount">Values in the tensors.</param>
/// <param name="DataTypes">Stored types, the commonest first.</param>
/// <param name="Problem">What is wrong in one sentence, or null.</param>
public sealed record PartReport(ModelPart Part, IReadOnlyList<string> Files, long Bytes, int TensorCount, long ParameterCount, IReadOnlyList<ScalarType> DataTypes, string? Problem);

/// <summary>What a model folder holds and which file serves which part. Reads headers only; what is missing or damaged is reported, not thrown.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Settings">Its omniavatar.json, or the released settings.</param>
/// <param name="Parts">One report a part.</param>
public sealed record ModelInspection(string Folder, ModelSettings Settings, IReadOnlyList<PartReport> Parts)
{
    /// <summary>Whether every part is there, once, and readable.</summary>
    public bool IsComplete => Parts.All(part => part.Problem is null);

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="BadInputException">There is no such folder, or its omniavatar.json is not valid.</exception>
    public static ModelInspection Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new BadInputException($"There is no model folder {folder}.");
        var settings = ModelSettings.Read(folder);
        var finder = new PartFinder(folder, settings);
        return new ModelInspection(folder, settings, [.. Enum.GetValues<ModelPart>().Select(part => Report(folder, part, finder))]);
    }

    private static PartReport Report(string folder, ModelPart part, PartFinder finder)
    {
        IReadOnlyList<string> candidates = [];
        try
        {
            candidates = finder.Candidates(part);
            if (candidates.Count != 1) return Unserved(folder, part, candidates, candidates.Count == 0 ? "It is missing." : "More than one file could serve it.");
            return part == ModelPart.Tokenizer ? Tokenizer(folder, candidates[0]) : Checkpoint(folder, part, candidates[0]);
        }
        catch (BadInputException bad)
        {
            return Unserved(folder, part, candidates, bad.Message);
        }
    }

    private static PartReport Unserved(string folder, ModelPart part, IReadOnlyList<string> candidates, string problem) =>
        new(part, Relative(folder, candidates), Size(candidates), 0, 0, [], problem);

    private static PartReport Tokenizer(string folder, string path)
    {
        TextEncoders.Tokenization.PromptTokenizer.Open(path);
        return new(ModelPart.Tokenizer, Relative(folder, [path]), Size([path]), 0, 0, [], null);
    }

    private static PartReport Checkpoint(string folder, ModelPart part, string path)
    {
        using var source = CheckpointFiles.Open(path);
        var files = CheckpointFiles.FilesOf(path);
        var types = source.Tensors.Values.GroupBy(info => info.DataType).OrderByDescending(group => group.Sum(info => info.ElementCount)).Select(group => group.Key);
        return new(part, Relative(folder, files), Size(files), source.Tensors.Count, source.Tensors.Values.Sum(info => info.ElementCount), [.. types], null);
    }

    private static List<string> Relative(string folder, IEnumerable<string> paths) => paths.Select(path => Path.GetRelativePath(folder, path)).ToList();

    private static long Size(IEnumerable<string> paths) => paths.Where(File.Exists).Sum(path => new FileInfo(path).Length);
}
