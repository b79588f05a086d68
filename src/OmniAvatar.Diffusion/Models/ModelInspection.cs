using OmniAvatar.Diffusion.Weights.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models;

/// <summary>What serves one part of a model, or why nothing does.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Files">The files, relative to the folder: one, an index with its shards, or every candidate when there
/// are several.</param>
/// <param name="Bytes">Size of the files.</param>
/// <param name="TensorCount">Tensors in them; 0 for the tokenizer.</param>
/// <param name="ParameterCount">Values in the tensors.</param>
/// <param name="DataTypes">Stored types, the commonest first.</param>
/// <param name="Problem">What is wrong in one sentence, or null.</param>
public sealed record PartReport(
    ModelPart Part,
    IReadOnlyList<string> Files,
    long Bytes,
    int TensorCount,
    long ParameterCount,
    IReadOnlyList<ScalarType> DataTypes,
    string? Problem
);

/// <summary>
/// What a model folder holds and which file serves which part, checked by the same code that a render begins with.
/// Reads headers and configurations only, so weights that are not finite numbers pass; what is missing or damaged is
/// reported, not thrown.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="Settings">Its omniavatar.json, or the released settings.</param>
/// <param name="Parts">One report a part.</param>
/// <param name="Misfit">Why parts that are good each by itself are not one model, or null.</param>
public sealed record ModelInspection(
    string Folder,
    ModelSettings Settings,
    IReadOnlyList<PartReport> Parts,
    string? Misfit
)
{
    /// <summary>Whether every part is there, once, and can be loaded together with the others.</summary>
    public bool IsComplete => Misfit is null && Parts.All(part => part.Problem is null);

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="BadInputException">The folder does not exist, or its omniavatar.json is not valid.</exception>
    public static ModelInspection Of(string folder)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException($"There is no model folder {folder}.");
        var settings = ModelSettings.Read(folder);
        var finder = new PartFinder(folder, settings);
        var parts = Enum.GetValues<ModelPart>().Select(part => Report(folder, part, finder)).ToList();
        for (var i = 0; i < parts.Count; i++)
            parts[i] = Checked(folder, parts, parts[i]);
        return new ModelInspection(
            folder,
            settings,
            parts,
            parts.All(part => part.Problem is null)
                ? ProblemOf(() => ModelLoader.Check(ModelFolder.Open(folder)))
                : null
        );
    }

    private static PartReport Report(string folder, ModelPart part, PartFinder finder)
    {
        IReadOnlyList<string> candidates = [];
        try
        {
            candidates = finder.Candidates(part);
            if (candidates.Count != 1)
                return Unserved(
                    folder,
                    part,
                    candidates,
                    candidates.Count == 0 ? "It is missing." : "More than one file could be this part."
                );
            return part == ModelPart.Tokenizer
                ? new(part, Relative(folder, candidates), Size(candidates), 0, 0, [], null)
                : Inspect(folder, part, candidates[0]);
        }
        catch (BadInputException bad)
        {
            return Unserved(folder, part, candidates, bad.Message);
        }
    }

    /// <summary>A part whose files can be opened, with what its network says of it.</summary>
    private static PartReport Checked(string folder, List<PartReport> parts, PartReport report)
    {
        if (report.Problem is not null)
            return report;
        var (transformer, adapter) = (
            parts.First(part => part.Part == ModelPart.Transformer),
            parts.First(part => part.Part == ModelPart.Adapter)
        );
        if (report.Part is not (ModelPart.Transformer or ModelPart.Adapter))
            return report with { Problem = Problem(report.Part) };
        if (
            transformer.Problem is not null
            || adapter.Problem is not null
            || Problem(ModelPart.Transformer, ModelPart.Adapter) is not { } problem
        )
            return report;

        // Both form one network. If the transformer alone is not valid, it has the problem; otherwise the adapter has
        // it.
        var own = ProblemOf(() => ModelLoader.CheckBase(ModelFolder.Open(folder, [ModelPart.Transformer])));
        return report with
        {
            Problem = (report.Part == ModelPart.Transformer) == (own is not null) ? own ?? problem : null,
        };

        string? Problem(params ModelPart[] together) =>
            ProblemOf(() => ModelLoader.CheckPart(ModelFolder.Open(folder, together), together[0]));
    }

    private static string? ProblemOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (BadInputException bad)
        {
            return bad.Message;
        }
    }

    private static PartReport Unserved(
        string folder,
        ModelPart part,
        IReadOnlyList<string> candidates,
        string problem
    ) => new(part, Relative(folder, candidates), Size(candidates), 0, 0, [], problem);

    private static PartReport Inspect(string folder, ModelPart part, string path)
    {
        using var source = TensorSources.Open(path);
        var files = TensorSources.FilesOf(path);
        var types = source
            .Tensors.Values.GroupBy(info => info.DataType)
            .OrderByDescending(group => group.Sum(info => info.ElementCount))
            .Select(group => group.Key);
        return new(
            part,
            Relative(folder, files),
            Size(files),
            source.Tensors.Count,
            source.Tensors.Values.Sum(info => info.ElementCount),
            [.. types],
            null
        );
    }

    private static List<string> Relative(string folder, IEnumerable<string> paths) =>
        paths.Select(path => Path.GetRelativePath(folder, path)).ToList();

    private static long Size(IEnumerable<string> paths) =>
        paths.Where(File.Exists).Sum(path => new FileInfo(path).Length);
}
