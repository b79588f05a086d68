using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Checkpoints;

/// <summary>What a checkpoint says of one tensor before any of its bytes are read.</summary>
/// <param name="DataType">The stored type; computing may use another.</param>
/// <param name="Shape">The sizes, outermost first.</param>
public sealed record TensorInfo(ScalarType DataType, IReadOnlyList<long> Shape);

/// <summary>Named tensors of a checkpoint: one file, several shards, or a renamed view of another source.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>Every tensor by its key.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Copies one tensor out of the source into memory of its own, on the CPU and in its stored type.</summary>
    /// <exception cref="BadInputException">The key is missing or the file cannot be read.</exception>
    Tensor Read(string key);

    /// <summary>Tells the source that a tensor has been consumed, so that its file pages may leave memory.</summary>
    void Release(string key);
}
