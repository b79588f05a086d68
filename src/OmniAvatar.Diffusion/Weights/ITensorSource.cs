using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights;

/// <summary>What a weight file says of one tensor before any of its bytes are read.</summary>
/// <param name="DataType">The stored type; computing may use another.</param>
/// <param name="Shape">The sizes, outermost first; empty for a scalar.</param>
public sealed record TensorInfo(ScalarType DataType, IReadOnlyList<long> Shape)
{
    /// <summary>The product of the sizes; 1 for a scalar.</summary>
    public long ElementCount { get; } = Shape.Aggregate(1L, (count, size) => checked(count * size));

    /// <summary>Bytes that the tensor takes in its stored type.</summary>
    public long ByteCount => checked(ElementCount * DataTypes.SizeOf(DataType));

    /// <summary>Describes a tensor whose shape comes from outside.</summary>
    /// <returns>False where no memory could hold such a tensor.</returns>
    public static bool TryMake(ScalarType type, IReadOnlyList<long> shape, [NotNullWhen(true)] out TensorInfo? info)
    {
        try
        {
            info = new TensorInfo(type, shape);
            return info.ByteCount >= 0;
        }
        catch (OverflowException)
        {
            info = null;
            return false;
        }
    }
}

/// <summary>Named tensors of a weight file: one file, several shards, or a renamed view of another source.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>What to call the source in an error message: its path.</summary>
    string Name { get; }

    /// <summary>Every tensor by its key.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Texts that the writer added about the whole file, by name; only safetensors files have any.</summary>
    IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Copies one tensor into memory that exists already, converting to the destination's type and device piece by
    /// piece: nothing as large as the tensor is allocated, and the pages of the file leave memory again as they are
    /// consumed.
    /// </summary>
    /// <param name="key">A key of <see cref="Tensors"/>.</param>
    /// <param name="destination">A contiguous tensor of the stored shape, on any device and of any type.</param>
    /// <exception cref="BadInputException">The key is missing or the file cannot be read.</exception>
    void CopyTo(string key, Tensor destination);
}

/// <summary>What every source can do on top of copying.</summary>
public static class TensorSourceExtensions
{
    /// <summary>The description of one tensor.</summary>
    /// <exception cref="BadInputException">The source has no such key.</exception>
    public static TensorInfo Describe(this ITensorSource source, string key) =>
        source.Tensors.TryGetValue(key, out var info)
            ? info
            : throw new BadInputException($"{source.Name} has no tensor {Keys.Quote(key)}.");

    /// <summary>One tensor in memory of its own, on the CPU and in its stored type unless told otherwise.</summary>
    /// <exception cref="BadInputException">The key is missing or the file cannot be read.</exception>
    public static Tensor Read(this ITensorSource source, string key, ScalarType? dataType = null)
    {
        var info = source.Describe(key);
        var tensor = empty(info.Shape.ToArray(), dtype: dataType ?? info.DataType, device: CPU);
        try
        {
            source.CopyTo(key, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }
}
