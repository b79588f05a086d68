using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Sources;

/// <summary>
/// Another source whose every value must be a finite number once it is copied: one NaN in one weight makes every frame
/// black, hours later and without a word.
/// </summary>
public sealed class FiniteTensors(ITensorSource inner) : ITensorSource
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => inner.Tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

    /// <inheritdoc/>
    /// <exception cref="BadInputException">The values are not all finite, or became infinite in the destination's
    /// type.</exception>
    public void CopyTo(string key, Tensor destination)
    {
        inner.CopyTo(key, destination);
        if (FiniteValues.CountOthers(destination) is > 0 and var count)
            throw new BadInputException(
                $"{Name}: {Keys.Quote(key)} holds values that are not finite (NaN or infinite; {count} of "
                    + $"{destination.numel()} as {destination.dtype}): the file is damaged, or its training "
                    + "diverged."
            );
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
