namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Finds the weights in what a pickle built: a dictionary of tensors, or one inside the dictionary that a
/// trainer saved.</summary>
internal static class PickleStateDict
{
    /// <summary>Where trainers put the weights when the file holds more than them.</summary>
    private static readonly string[] Wrappers = ["state_dict", "model", "module", "model_state", "params"];

    /// <summary>Dictionaries in one another that are looked through; a pickle can build one that holds
    /// itself.</summary>
    private const int DeepestWrapping = 4;

    /// <summary>The tensors by name.</summary>
    /// <exception cref="PickleRefusedException">There are none, two dictionaries could be meant, or a name cannot
    /// be.</exception>
    public static IReadOnlyDictionary<string, PickleTensor> TensorsOf(object? root)
    {
        var tensors = new Dictionary<string, PickleTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in Unwrap(root as PickleDictionary, DeepestWrapping))
        {
            if (value is not PickleTensor tensor)
                continue;
            if (key is not string name)
                throw new PickleRefusedException("it holds a tensor whose key is not text");
            if (!tensors.TryAdd(name, tensor))
                throw new PickleRefusedException($"it names the tensor {Keys.Quote(name)} twice");
        }
        return tensors;
    }

    private static List<KeyValuePair<object?, object?>> Unwrap(PickleDictionary? dictionary, int depth)
    {
        if (dictionary is null || depth == 0)
            throw new PickleRefusedException("it does not hold a dictionary of tensors");
        if (dictionary.Pairs.Exists(pair => pair.Value is PickleTensor))
            return dictionary.Pairs;
        var inner = dictionary
            .Pairs.Where(pair => pair is { Key: string name, Value: PickleDictionary } && Wrappers.Contains(name))
            .ToList();
        return inner.Count switch
        {
            1 => Unwrap((PickleDictionary)inner[0].Value!, depth - 1),
            0 => throw new PickleRefusedException($"it does not hold a dictionary of tensors{Found(dictionary)}"),
            _ => throw new PickleRefusedException(
                $"its dictionaries {Keys.FirstFew(inner.Select(pair => (string)pair.Key!))} could both be the "
                    + "weights: save only the right one with torch.save"
            ),
        };
    }

    private static string Found(PickleDictionary dictionary)
    {
        var inner = dictionary
            .Pairs.Where(pair => pair is { Key: string, Value: PickleDictionary })
            .Select(pair => (string)pair.Key!)
            .ToList();
        return inner.Count == 0
            ? ""
            : $", but the dictionaries {Keys.FirstFew(inner)}: save only the one with the weights with torch.save";
    }
}
