namespace OmniAvatar.Diffusion.Weights.Sources;

/// <summary>The <c>*.index.json</c> beside sharded weight files: which file holds which key.</summary>
internal sealed class ShardIndex
{
    private const int DeepestJson = 4;

    private ShardIndex(string path, Dictionary<string, string> fileOf)
    {
        Path = path;
        FileOf = fileOf;
    }

    /// <summary>The index file.</summary>
    public string Path { get; }

    /// <summary>The shard, by plain file name, of every key.</summary>
    public IReadOnlyDictionary<string, string> FileOf { get; }

    /// <summary>Full paths of the shards, in order of their names.</summary>
    public IEnumerable<string> Shards =>
        FileOf
            .Values.Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(file => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, file));

    /// <summary>Reads an index.</summary>
    /// <exception cref="BadInputException">It is not an index, or names a file outside its own folder.</exception>
    public static ShardIndex Read(string path)
    {
        try
        {
            var fileOf = ConfigFile
                .Read(path, DeepestJson)
                .GetProperty("weight_map")
                .EnumerateObject()
                .ToDictionary(
                    entry => entry.Name,
                    entry => PlainName(path, entry.Value.GetString()),
                    StringComparer.Ordinal
                );
            return fileOf.Count > 0
                ? new ShardIndex(System.IO.Path.GetFullPath(path), fileOf)
                : throw Bad(path, "names no tensors");
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            throw new BadInputException(
                $"{path} is not an index of shards: it has no weight_map from tensors to files.",
                failure
            );
        }
    }

    /// <summary>Checks that every shard is there.</summary>
    /// <exception cref="BadInputException">Some are not.</exception>
    public void CheckFiles()
    {
        var missing = Shards.Where(shard => !File.Exists(shard)).ToList();
        if (missing.Count > 0)
            throw new BadInputException(
                $"{Path} names {missing.Count} files that are not there ({Keys.FirstFew(missing)})."
            );
    }

    /// <summary>Checks that the shards hold exactly what the index says, each key where it says.</summary>
    /// <exception cref="BadInputException">They do not.</exception>
    public void Check(ITensorSource shard)
    {
        var name = System.IO.Path.GetFileName(shard.Name);
        var promised = FileOf
            .Where(pair => pair.Value == name)
            .Select(pair => pair.Key)
            .ToHashSet(StringComparer.Ordinal);
        var absent = promised.Where(key => !shard.Tensors.ContainsKey(key)).ToList();
        if (absent.Count > 0)
            throw new BadInputException(
                $"{shard.Name} lacks {absent.Count} tensors that {Path} places in it ({Keys.FirstFew(absent)})."
            );
        var extra = shard.Tensors.Keys.Where(key => !promised.Contains(key)).ToList();
        if (extra.Count > 0)
            throw new BadInputException(
                $"{shard.Name} holds {extra.Count} tensors that {Path} does not place in it ({Keys.FirstFew(extra)})."
            );
    }

    private static string PlainName(string path, string? file) =>
        !string.IsNullOrEmpty(file)
        && file == System.IO.Path.GetFileName(file)
        && file is not ("." or "..")
        && !file.Contains('\\')
            ? file
            : throw Bad(path, $"names the file {Keys.Quote(file ?? "")}, which is not a plain name");

    private static BadInputException Bad(string path, string why) => new($"{path} {why}.");
}
