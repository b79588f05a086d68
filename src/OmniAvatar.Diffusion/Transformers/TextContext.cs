using OmniAvatar.Diffusion.Transformers.Blocks;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>A prompt as the blocks need it: the keys and values of every cross-attention. Made once and read by every
/// step; it lives until it is disposed.</summary>
public sealed class TextContext : IDisposable
{
    internal TextContext(IReadOnlyList<TextMemory> blocks)
    {
        foreach (var (key, value) in blocks)
        {
            key.DetachFromDisposeScope();
            value.DetachFromDisposeScope();
        }
        Blocks = blocks;
    }

    internal IReadOnlyList<TextMemory> Blocks { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (key, value) in Blocks)
        {
            key.Dispose();
            value.Dispose();
        }
    }
}
