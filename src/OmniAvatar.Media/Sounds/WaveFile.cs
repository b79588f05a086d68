using System.Buffers.Binary;

namespace OmniAvatar.Media.Sounds;

/// <summary>Sounds of one channel of 16-bit samples as WAV files.</summary>
public static class WaveFile
{
    private const int HeaderBytes = 44;

    /// <summary>The bytes of a file.</summary>
    /// <param name="samples">In [-1, 1]; what is beyond is cut.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public static byte[] Of(ReadOnlySpan<float> samples, int sampleRate)
    {
        var file = new byte[HeaderBytes + (2 * samples.Length)];
        WriteHeader(file, file.Length - HeaderBytes, sampleRate);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(
                file.AsSpan(HeaderBytes + (2 * i)),
                (short)Math.Round(Math.Clamp(samples[i], -1, 1) * short.MaxValue)
            );
        return file;
    }

    /// <summary>Writes a file of silence, which takes no space where the file system stores holes.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public static void WriteSilence(string path, double seconds, int sampleRate)
    {
        var bytes = (int)Math.Round(seconds * sampleRate) * 2;
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(header, bytes, sampleRate);
        using var file = File.Create(path);
        file.Write(header);
        file.SetLength(HeaderBytes + bytes);
    }

    private static void WriteHeader(Span<byte> file, int dataBytes, int sampleRate)
    {
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[4..], HeaderBytes - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(file[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(file[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file[22..], 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file[28..], 2 * sampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(file[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(file[34..], 16);
        "data"u8.CopyTo(file[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[40..], dataBytes);
    }
}
