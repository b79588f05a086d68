using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pictures;

/// <summary>Decoded video as the bytes an encoder takes.</summary>
public static class RgbFrames
{
    /// <summary>
    /// Frames as RGB24 bytes: (x + 1) / 2 * 255, cut to an integer as the reference does (not rounded).
    /// </summary>
    /// <param name="video">(1, 3, T, H, W) in [-1, 1], any device and floating type.</param>
    /// <param name="buffer">Grown when too small; its first T*H*W*3 bytes are the frames, row by row.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static ReadOnlySpan<byte> ToBytes(Tensor video, ref byte[] buffer)
    {
        var shape = video.shape;
        if (shape is not [1, 3, _, _, _])
            throw new ArgumentException($"Video must be (1, 3, T, H, W), not ({string.Join(", ", shape)}).");

        using var scope = NewDisposeScope();
        var bytes = video
            .to(ScalarType.Float32) // (1, 3, T, H, W)
            .add(1)
            .div_(2)
            .mul_(255)
            .clamp_(0, 255)
            .to(ScalarType.Byte) // truncates
            .squeeze(0)
            .permute(1, 2, 3, 0) // (T, H, W, 3)
            .cpu()
            .contiguous();
        var count = checked((int)bytes.numel());
        if (buffer.Length < count)
            buffer = new byte[count];
        var span = buffer.AsSpan(0, count);
        bytes.data<byte>().CopyTo(span);
        return span;
    }
}
