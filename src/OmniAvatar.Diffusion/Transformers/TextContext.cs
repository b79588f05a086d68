using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>A prompt as the blocks need it: the keys and values of every cross-attention. Made once and read by every step.</summary>
public sealed class TextContext : IDisposable
{
    internal TextContext(IReadOnlyList<TextMemory> blocks) => Blocks = blocks;

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
