using System.Buffers.Binary;
using OmniAvatar.Diffusion.AudioEncoders;

namespace OmniAvatar.Benchmarks;

/// <summary>Writes sound as a 16-bit mono wave file.</summary>
public static class SoundFile
{
    private const int HeaderBytes = 44;

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="samples">16 kHz; what is beyond [-1, 1] is cut.</param>
    public static void Write(string path, ReadOnlySpan<float> samples)
    {
        var bytes = new byte[HeaderBytes + 2 * samples.Length];
        WriteHeader(bytes, 2 * samples.Length);
        for (var index = 0; index < samples.Length; index++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(HeaderBytes + 2 * index), (short)(Math.Clamp(samples[index], -1, 1) * short.MaxValue));
        File.WriteAllBytes(path, bytes);
    }

    private static void WriteHeader(Span<byte> header, int dataBytes)
    {
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderBytes - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Waveform.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], 2 * Waveform.SampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], dataBytes);
    }
}
