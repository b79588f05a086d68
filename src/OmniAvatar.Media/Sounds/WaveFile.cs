using System.Buffers.Binary;

namespace OmniAvatar.Media.Sounds;

/// <summary>A sound as the bytes of a WAV file.</summary>
public static class WaveFile
{
    private const int HeaderBytes = 44;

    /// <summary>16-bit mono.</summary>
    /// <param name="samples">In [-1, 1]; what is beyond is cut.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public static byte[] Of(ReadOnlySpan<float> samples, int sampleRate)
    {
        var file = new byte[HeaderBytes + (2 * samples.Length)];
        WriteHeader(file, sampleRate);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderBytes + (2 * i)), (short)Math.Round(Math.Clamp(samples[i], -1, 1) * short.MaxValue));
        return file;
    }

    private static void WriteHeader(Span<byte> file, int sampleRate)
    {
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(file[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(file[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file[22..], 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file[28..], 2 * sampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(file[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(file[34..], 16);
        "data"u8.CopyTo(file[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[40..], file.Length - HeaderBytes);
    }
}
