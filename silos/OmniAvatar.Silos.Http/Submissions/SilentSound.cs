using System.Buffers.Binary;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Silence as a WAV file: what a video without speech is rendered to.</summary>
internal static class SilentSound
{
    private const int SampleRate = 16_000;
    private const int BytesPerSample = 2;
    private const int HeaderBytes = 44;

    /// <summary>Writes a file of one channel of 16-bit zeros, which take no space where the file system knows holes.</summary>
    public static void Write(string path, double seconds)
    {
        var bytes = (int)Math.Round(seconds * SampleRate) * BytesPerSample;
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderBytes - 8 + bytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // channels
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SampleRate * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], BytesPerSample * 8);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], bytes);

        using var file = File.Create(path);
        file.Write(header);
        file.SetLength(HeaderBytes + bytes);
    }
}
