using OmniAvatar.Diffusion.Weights;

namespace OmniAvatar.Diffusion.Models.Creation;

/// <summary>A weight file to be: where it goes, and every tensor in it, in order.</summary>
/// <param name="Name">Path relative to the model folder; its ending decides the format.</param>
/// <param name="Tensors">Keys, stored types and shapes.</param>
public sealed record WeightFile(string Name, IReadOnlyList<KeyValuePair<string, TensorInfo>> Tensors)
{
    /// <summary>Bytes of all tensors, without headers.</summary>
    public long Bytes => Tensors.Sum(pair => pair.Value.ByteCount);
}
