using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Files;

/// <summary>Copies bytes of a file into a tensor in pieces, converting type and device on the way.</summary>
internal static class PieceCopy
{
    /// <summary>Large enough to be fast, small enough to cost no memory worth counting.</summary>
    private const int PieceBytes = 8 << 20;

    /// <summary>Refuses a destination of another shape than the stored one.</summary>
    public static void RequireShape(ITensorSource source, string key, TensorInfo info, Tensor destination)
    {
        var shape = destination.shape;
        if (!shape.SequenceEqual(info.Shape))
            throw new BadInputException(
                $"{source.Name}: {Keys.Quote(key)} has shape {Keys.Shape(info.Shape)} where "
                    + $"{Keys.Shape(shape)} is needed."
            );
    }

    /// <summary>Copies a contiguous run of stored elements into <paramref name="destination"/> and releases the pages
    /// it came from.</summary>
    public static void Copy(MappedFile file, long offset, ScalarType storedType, Tensor destination)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var flat = destination.view(-1);
        var elementBytes = DataTypes.SizeOf(storedType);
        var total = flat.shape[0];
        var direct = flat.dtype == storedType && flat.device_type == DeviceType.CPU && storedType != ScalarType.Bool;
        for (long done = 0, most = PieceBytes / elementBytes; done < total; done += most)
        {
            var count = Math.Min(most, total - done);
            var bytes = file.Bytes(offset + done * elementBytes, (int)(count * elementBytes));
            using var piece = flat.narrow(0, done, count);
            if (direct)
                bytes.CopyTo(piece.bytes);
            else
                CopyConverted(bytes, count, storedType, piece);
            file.Release(offset + done * elementBytes, bytes.Length);
        }
    }

    private static void CopyConverted(ReadOnlySpan<byte> bytes, long count, ScalarType storedType, Tensor piece)
    {
        // A stored truth value may be any byte; read as a number, every one but 0 becomes true.
        var readAs = storedType == ScalarType.Bool ? ScalarType.Byte : storedType;
        using var stored = empty(count, dtype: readAs, device: CPU);
        bytes.CopyTo(stored.bytes);
        piece.copy_(stored);
    }
}
