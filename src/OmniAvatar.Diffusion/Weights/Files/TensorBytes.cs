using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Files;

/// <summary>Writes a tensor's elements to a stream as raw little-endian bytes.</summary>
internal static class TensorBytes
{
    private const long ElementsAtOnce = 4 << 20;

    /// <summary>Writes the pieces of one tensor in order, each converted to the declared type, and disposes
    /// them.</summary>
    /// <exception cref="InvalidOperationException">The pieces do not add up to the declared shape.</exception>
    public static void Write(Stream stream, string key, TensorInfo info, IEnumerable<Tensor> pieces)
    {
        long written = 0;
        foreach (var piece in pieces)
        {
            using (piece)
            {
                WritePiece(stream, info.DataType, piece);
                written += piece.numel();
            }
        }
        if (written != info.ElementCount)
            throw new InvalidOperationException(
                $"{Keys.Quote(key)} was declared with {info.ElementCount} elements and given {written}."
            );
    }

    private static void WritePiece(Stream stream, ScalarType type, Tensor piece)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var flat = piece.detach().reshape(-1);
        var total = flat.shape[0];
        for (long done = 0; done < total; done += ElementsAtOnce)
        {
            using var part = flat.narrow(0, done, Math.Min(ElementsAtOnce, total - done));
            using var stored = part.to(type, CPU, copy: false, disposeAfter: false, non_blocking: false).contiguous();
            stream.Write(stored.bytes);
        }
    }
}
