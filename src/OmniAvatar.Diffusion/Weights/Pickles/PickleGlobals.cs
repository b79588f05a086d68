using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>The few names that a weight file's pickle may import, and what calling them means. Nothing of the pickle's
/// choosing is ever called.</summary>
internal static class PickleGlobals
{
    private const string OrderedDictionary = "collections.OrderedDict";
    private const string Size = "torch.Size";
    private const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    private const string RebuildOldTensor = "torch._utils._rebuild_tensor";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";
    private const int MostDimensions = 16;

    private static readonly Dictionary<string, ScalarType> Storages = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    private static readonly Dictionary<ScalarType, string> StorageNames = Storages.ToDictionary(
        pair => pair.Value,
        pair => pair.Key
    );

    /// <summary>The storage class of a type, as module and name.</summary>
    public static string StorageOf(ScalarType type) =>
        StorageNames.TryGetValue(type, out var name)
            ? name
            : throw new WrongUseException($"A checkpoint cannot hold tensors of type {type}.");

    /// <summary>Admits an imported name or refuses it.</summary>
    public static PickleGlobal Import(string module, string name)
    {
        var full = $"{module}.{name}";
        return
            full is OrderedDictionary or Size or RebuildTensor or RebuildOldTensor or RebuildParameter
            || Storages.ContainsKey(full)
            ? new PickleGlobal(full)
            : throw new PickleRefusedException(
                $"it asks for {Keys.Quote(full)}, which weights do not need; nothing of it was run; "
                    + $"{Advice(module, name)}"
            );
    }

    /// <summary>What the person who saved the file can do, by what the file holds beside tensors.</summary>
    private static string Advice(string module, string name) =>
        module.Split('.')[0] switch
        {
            "torch"
                when name.EndsWith("Storage", StringComparison.Ordinal)
                    || name.StartsWith("_rebuild_", StringComparison.Ordinal) =>
                $"it holds tensors of a kind {DataTypes.Advice}",
            "numpy" or "_codecs" =>
                "it holds values of NumPy beside the tensors: save only a dictionary of the tensors with torch.save",
            "torch" or "builtins" or "collections" or "argparse" =>
                "it holds more than tensors: save only a dictionary of the tensors with torch.save",
            _ => "it holds objects of a program's own, such as a whole network: save its state_dict() with torch.save",
        };

    /// <summary>What a call of an admitted name gives.</summary>
    public static object? Call(object? callee, object? arguments)
    {
        if (callee is not PickleGlobal { Name: var name } || arguments is not PickleTuple { Items: var items })
            throw new PickleRefusedException("it calls something that is not a known function");
        return name switch
        {
            OrderedDictionary when items.Count == 0 => new PickleDictionary([]),
            OrderedDictionary when items is [PickleList pairs] => Dictionary(pairs),
            Size when items is [PickleTuple sizes] => sizes,
            RebuildTensor or RebuildOldTensor => MakeTensor(items),
            RebuildParameter when items is [PickleTensor tensor, ..] => tensor,
            _ => throw new PickleRefusedException($"it calls {Keys.Quote(name)} with invalid arguments"),
        };
    }

    /// <summary>
    /// The storage that a persistent id <c>('storage', class, key, location, count)</c> names; before PyTorch 1.6 there
    /// is a sixth, a view of another storage, which is None in weights.
    /// </summary>
    public static PickleStorage Storage(object? id)
    {
        if (
            WithoutView(id) is ["storage", PickleGlobal { Name: var type }, string key, _, long count]
            && count >= 0
            && Storages.TryGetValue(type, out var dataType)
        )
            return new PickleStorage(dataType, key, count);
        throw new PickleRefusedException("it refers to something that is not a tensor storage");
    }

    private static IReadOnlyList<object?> WithoutView(object? id) =>
        id switch
        {
            PickleTuple { Items: [var what, var type, var key, var place, var count, null] } =>
            [
                what,
                type,
                key,
                place,
                count,
            ],
            PickleTuple { Items: var items } => items,
            _ => [],
        };

    /// <summary>Python 2 gives an OrderedDict its pairs as a list of lists.</summary>
    private static PickleDictionary Dictionary(PickleList pairs) =>
        new([
            .. pairs.Items.Select(pair =>
                pair is PickleList { Items: [var key, var value] }
                    ? new KeyValuePair<object?, object?>(key, value)
                    : throw new PickleRefusedException("it makes a dictionary of things that are not pairs")
            ),
        ]);

    private static PickleTensor MakeTensor(IReadOnlyList<object?> items)
    {
        if (items is not [PickleStorage storage, long offset, PickleTuple size, PickleTuple stride, ..])
            throw new PickleRefusedException("it builds a tensor from invalid arguments");
        long[] shape = Numbers(size),
            strides = Numbers(stride);
        try
        {
            var tensor = new PickleTensor(storage, offset, shape, strides);
            var fits =
                shape.Length == strides.Length && offset >= 0 && checked(offset + tensor.Span) <= storage.ElementCount;
            // A tensor that repeats its elements (stride 0) could claim any size at no cost to the file.
            if (fits && new TensorInfo(storage.DataType, shape).ElementCount <= storage.ElementCount)
                return tensor;
        }
        catch (OverflowException)
        {
            // Refused below, as every tensor that is larger than its storage.
        }
        throw new PickleRefusedException($"a tensor of shape {Keys.Shape(shape)} does not fit its storage");
    }

    private static long[] Numbers(PickleTuple tuple)
    {
        if (tuple.Items.Count > MostDimensions || !tuple.Items.All(item => item is long and >= 0))
            throw new PickleRefusedException("a tensor has invalid sizes or strides");
        return tuple.Items.Cast<long>().ToArray();
    }
}
