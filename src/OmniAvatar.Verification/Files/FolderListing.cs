using System.Text.RegularExpressions;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Verification.Comparisons;

namespace OmniAvatar.Verification.Files;

/// <summary>
/// The tensor files that a folder's README lists, under a heading for each area: <c>- `name.safetensors`</c>, and below
/// it each tensor with its shape. Some cases are known by their file alone, so that only this list can tell that one
/// has gone. It is believed only if it describes everything that is there: a README that came with another folder, or
/// was not kept, says nothing about this one.
/// </summary>
public sealed partial class FolderListing
{
    private const long LargestReadMe = 1 << 24;

    private readonly Dictionary<string, Dictionary<string, string>> _listed;
    private readonly Dictionary<string, Dictionary<string, string>> _present;

    private FolderListing(
        Dictionary<string, Dictionary<string, string>> listed,
        Dictionary<string, Dictionary<string, string>> present
    ) => (_listed, _present) = (listed, present);

    /// <summary>Reads a folder's own list, or null where it has none.</summary>
    public static FolderListing? Read(GoldenFiles files)
    {
        if (!files.Exists(GoldenFiles.ReadMe) || new FileInfo(files.PathOf(GoldenFiles.ReadMe)).Length > LargestReadMe)
            return null;
        var listed = Parse(File.ReadLines(files.PathOf(GoldenFiles.ReadMe)));
        var present = files
            .Names.Where(name => name.EndsWith(GoldenRun.TensorFile(""), StringComparison.Ordinal))
            .ToDictionary(name => name, name => ShapesIn(files.PathOf(name)), StringComparer.Ordinal);
        var describesAll = present.All(file =>
            listed.TryGetValue(file.Key, out var tensors)
            && (tensors.Count == 0 || file.Value.All(tensor => tensors.GetValueOrDefault(tensor.Key) == tensor.Value))
        );
        return listed.Count > 0 && describesAll ? new FolderListing(listed, present) : null;
    }

    /// <summary>Compares the list with the folder: what it lists must be there.</summary>
    public GoldenRow Row()
    {
        var comparisons = _listed
            .Keys.Select(file => Comparison.Exact(file, true, _present.ContainsKey(file)))
            .Concat(
                _listed
                    .Where(file => _present.TryGetValue(file.Key, out var tensors) && tensors.Count > 0)
                    .SelectMany(file =>
                        file.Value.Keys.Select(name =>
                            Comparison.Exact($"{file.Key}: {name}", true, _present[file.Key].ContainsKey(name))
                        )
                    )
            )
            .ToList();
        var missing = comparisons.Find(comparison => !comparison.Passed);
        return GoldenRow.Of("folder", GoldenFiles.ReadMe, comparisons, null) with
        {
            Failure = missing is null ? null : $"{missing.Name} is listed but not there.",
        };
    }

    private static Dictionary<string, Dictionary<string, string>> Parse(IEnumerable<string> lines)
    {
        var listed = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var (area, tensors) = ("", new Dictionary<string, string>());
        foreach (var line in lines)
        {
            if (Heading().Match(line) is { Success: true } heading)
                area = heading.Groups[1].Value;
            else if (TensorFile().Match(line) is { Success: true } file)
                listed[$"{area}/{file.Groups[1].Value}"] = tensors = new Dictionary<string, string>(
                    StringComparer.Ordinal
                );
            else if (TensorLine().Match(line) is { Success: true } tensor)
                tensors[tensor.Groups[1].Value] = tensor.Groups[2].Value;
        }
        return listed;
    }

    /// <summary>Names and shapes; none of a damaged file, which fails in the case that reads it.</summary>
    private static Dictionary<string, string> ShapesIn(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Tensors.ToDictionary(
                tensor => tensor.Key,
                tensor => string.Join(", ", tensor.Value.Shape),
                StringComparer.Ordinal
            );
        }
        catch (OmniAvatarException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^## (\w+)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^- `([\w.\-]+\.safetensors)` \([\d,]+ bytes\)")]
    private static partial Regex TensorFile();

    [GeneratedRegex(@"^  - `([^`]+)` \w+ \[([\d, ]*)\]")]
    private static partial Regex TensorLine();
}
