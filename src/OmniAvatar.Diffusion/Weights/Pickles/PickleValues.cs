using TorchSharp;

namespace OmniAvatar.Diffusion.Weights.Pickles;

// What a pickle may build. Text, numbers, truth values and None are string, long, double, bool and null.

/// <summary>Separates a group of values on the stack.</summary>
internal sealed class PickleMark
{
    public static readonly PickleMark Instance = new();
}

/// <summary>A tuple or a torch.Size.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A list.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dict or OrderedDict, as the pairs that were set, in order.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Pairs);

/// <summary>A name that the pickle imports; only those in <see cref="PickleGlobals"/> ever become one.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A storage named by the pickle: a record of the archive.</summary>
internal sealed record PickleStorage(torch.ScalarType DataType, string Key, long ElementCount);

/// <summary>A tensor as a view of a storage, checked to lie inside it.</summary>
internal sealed record PickleTensor(
    PickleStorage Storage,
    long Offset,
    IReadOnlyList<long> Shape,
    IReadOnlyList<long> Strides
)
{
    /// <summary>Elements of the storage from the first to the last that the tensor touches; 0 for an empty
    /// tensor.</summary>
    public long Span { get; } =
        Shape.Contains(0)
            ? 0
            : 1
                + Shape
                    .Zip(Strides, (size, stride) => checked((size - 1) * stride))
                    .Aggregate(0L, (a, b) => checked(a + b));

    /// <summary>Whether the elements lie in order without gaps, the strides of sizes 1 not mattering.</summary>
    public bool IsContiguous()
    {
        long expected = 1;
        for (var i = Shape.Count - 1; i >= 0; i--)
        {
            if (Shape[i] != 1 && Strides[i] != expected)
                return false;
            expected *= Shape[i];
        }
        return true;
    }
}
