using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Sources;

/// <summary>Several files that together hold one model's tensors, each key in exactly one of them.</summary>
public sealed class ShardedTensors : ITensorSource
{
    private readonly IReadOnlyList<ITensorSource> _shards;
    private readonly Dictionary<string, ITensorSource> _shardOf = new(StringComparer.Ordinal);

    private ShardedTensors(string name, IReadOnlyList<ITensorSource> shards)
    {
        Name = name;
        _shards = shards;
        foreach (var shard in shards)
        {
            foreach (var key in shard.Tensors.Keys)
            {
                if (!_shardOf.TryAdd(key, shard))
                    throw new BadInputException(
                        $"{Keys.Quote(key)} is both in {_shardOf[key].Name} and in {shard.Name}."
                    );
            }
        }
        Tensors = _shardOf.ToDictionary(pair => pair.Key, pair => pair.Value.Tensors[pair.Key], StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Opens every shard.</summary>
    /// <param name="name">What to call the whole in messages: the index file, or the first shard.</param>
    /// <param name="paths">The files, all of them.</param>
    /// <param name="open">Opens one file.</param>
    /// <exception cref="BadInputException">A shard cannot be read, or two hold the same key.</exception>
    public static ShardedTensors Open(string name, IEnumerable<string> paths, Func<string, ITensorSource> open)
    {
        var shards = new List<ITensorSource>();
        try
        {
            foreach (var path in paths)
                shards.Add(open(path));
            return new ShardedTensors(name, shards);
        }
        catch
        {
            foreach (var shard in shards)
                shard.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        this.Describe(key);
        _shardOf[key].CopyTo(key, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
    }
}
