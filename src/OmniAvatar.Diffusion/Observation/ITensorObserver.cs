using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Observation;

/// <summary>
/// Is shown the values inside a model as they are computed, under the names of the golden taps without their
/// <c>tap.</c>
/// (<c>block.0.self_attn.output</c>), so that a difference can be traced to the first place where it appears.
/// </summary>
public interface ITensorObserver
{
    /// <summary>Sees one value. The tensor belongs to the model, which may overwrite it right after: keep a clone,
    /// never the tensor.</summary>
    void Observe(string name, Tensor value);
}
