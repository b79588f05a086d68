using System.Buffers.Binary;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Files;

/// <summary>Reads a plain wave file: one channel of 16-bit samples.</summary>
public static class WaveFile
{
    private const int ChunkHeader = 8;
    private const int RiffHeader = 12;
    private const int FormatBytes = 16;
    private const long LargestFile = 1L << 28;

    /// <summary>The samples as float32 in [-1, 1), and how many there are in a second.</summary>
    /// <exception cref="BadInputException">The file is missing, damaged or of another kind.</exception>
    public static (Tensor Samples, int SampleRate) Read(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
            throw Wrong(path, "too large");
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (file.Length < RiffHeader || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
            throw Wrong(path, "not a wave file");

        var format = Chunk(file, "fmt "u8, path);
        var data = Chunk(file, "data"u8, path);
        if (format.Length < FormatBytes || !IsSixteenBitMono(format))
            throw Wrong(path, "not one channel of 16 bits");
        var samples = new float[data.Length / sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(i * sizeof(short))..]) / 32768f;
        return (tensor(samples), BinaryPrimitives.ReadInt32LittleEndian(format[4..]));
    }

    private static bool IsSixteenBitMono(ReadOnlySpan<byte> format) =>
        BinaryPrimitives.ReadInt16LittleEndian(format) == 1
        && BinaryPrimitives.ReadInt16LittleEndian(format[2..]) == 1
        && BinaryPrimitives.ReadInt16LittleEndian(format[14..]) == 16;

    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, string path)
    {
        var rest = file[RiffHeader..];
        while (rest.Length >= ChunkHeader)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - ChunkHeader)
                throw Wrong(path, "shorter than it says");
            if (rest[..4].SequenceEqual(name))
                return rest.Slice(ChunkHeader, (int)length);
            // Chunks begin at even places.
            rest = rest[Math.Min(rest.Length, ChunkHeader + (int)length + (int)(length & 1))..];
        }
        throw Wrong(path, "without samples or without their format");
    }

    private static BadInputException Wrong(string path, string what) =>
        new($"The sound {Path.GetFileName(path)} is {what}.");
}
