using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;

namespace OmniAvatar.Diffusion.Weights.Sources;

/// <summary>Opens weights in whichever form they lie on disk: one file, an index of shards, or numbered shards without
/// an index.</summary>
public static partial class TensorSources
{
    private const string IndexEnding = ".index.json";
    private static readonly string[] PickleEndings = [".pt", ".pth", ".bin"];

    /// <summary>
    /// Opens a weight file, whose values must be finite, by one of its files: <c>x.safetensors</c>, <c>x.pt</c>,
    /// <c>x.pth</c>, <c>x.bin</c>, <c>x.safetensors.index.json</c>, or any one shard of
    /// <c>x-00001-of-00006.safetensors</c>, which stands for them all.
    /// </summary>
    /// <exception cref="BadInputException">A file is missing, damaged, or of a kind we do not know.</exception>
    public static ITensorSource Open(string path)
    {
        if (path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))
            return OpenIndexed(path);
        return NumberedShard().Match(Path.GetFileName(path)) is { Success: true } shard
            ? OpenNumbered(path, shard)
            : OpenOne(path);
    }

    /// <summary>Whether a file name is that of weights we could open.</summary>
    public static bool IsWeights(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || IsPickle(path);

    /// <summary>All files of the weight file that <see cref="Open"/> would open for this path, the index first where
    /// there is one.</summary>
    /// <exception cref="BadInputException">The index cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))
            return [path, .. ShardIndex.Read(path).Shards];
        return NumberedShard().Match(Path.GetFileName(path)) is { Success: true } shard
            ? NumberedPaths(path, shard)
            : [path];
    }

    /// <summary>What a shard's name begins with, the same for all shards of one weight file; null when the name is not
    /// numbered.</summary>
    public static string? ShardFamily(string path) =>
        NumberedShard().Match(Path.GetFileName(path)) is { Success: true } shard
            ? $"{shard.Groups["stem"].Value}-of-{shard.Groups["count"].Value}"
            : null;

    private static ITensorSource OpenOne(string path)
    {
        if (IsPickle(path))
            return new FiniteTensors(TorchFile.Open(path));
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return new FiniteTensors(SafetensorsFile.Open(path));
        throw new BadInputException(
            $"{path} is not a known checkpoint: the names of weight files end in .safetensors, .pt, .pth or .bin."
        );
    }

    private static ShardedTensors OpenIndexed(string path)
    {
        var index = ShardIndex.Read(path);
        index.CheckFiles();
        return ShardedTensors.Open(
            path,
            index.Shards,
            shardPath =>
            {
                var shard = OpenOne(shardPath);
                index.Check(shard);
                return shard;
            }
        );
    }

    private static ShardedTensors OpenNumbered(string path, Match shard)
    {
        var paths = NumberedPaths(path, shard);
        var missing = paths.FirstOrDefault(one => !File.Exists(one));
        if (missing is not null)
            throw new BadInputException($"The shard {missing} is missing; there are {paths.Count} in all.");
        return ShardedTensors.Open(path, paths, OpenOne);
    }

    private static List<string> NumberedPaths(string path, Match shard)
    {
        var (stem, count, ending) = (
            shard.Groups["stem"].Value,
            shard.Groups["count"].Value,
            shard.Groups["ending"].Value
        );
        var folder = Path.GetDirectoryName(path) ?? "";
        return Enumerable
            .Range(1, int.Parse(count, CultureInfo.InvariantCulture))
            .Select(i => Path.Combine(folder, $"{stem}-{i:D5}-of-{count}{ending}"))
            .ToList();
    }

    private static bool IsPickle(string path) =>
        PickleEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^(?<stem>.+)-\d{5}-of-(?<count>\d{5})(?<ending>\.[a-z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedShard();
}
