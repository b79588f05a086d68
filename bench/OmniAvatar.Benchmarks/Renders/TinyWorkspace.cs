using System.Buffers.Binary;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using SkiaSharp;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>A temporary folder with all that a render needs: a model of the tiny preset, a picture, and speech-like sound of any length.</summary>
public sealed class TinyWorkspace : IDisposable
{
    private const int HeaderBytes = 44;
    private const int PictureSide = 96;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-bench-");

    /// <summary>Creates the model and the picture.</summary>
    public TinyWorkspace()
    {
        ModelCreator.Create(Model, ModelPreset.Tiny, seed: 1);
        using var bitmap = new SKBitmap(PictureSide, PictureSide);
        bitmap.Erase(SKColors.Gray);
        using var file = File.Create(Picture);
        bitmap.Encode(file, SKEncodedImageFormat.Png, quality: 100);
    }

    /// <summary>The model folder.</summary>
    public string Model => PathOf("model");

    /// <summary>The picture's file.</summary>
    public string Picture => PathOf("picture.png");

    /// <summary>A path inside the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes sound of a length as a 16-bit wave file and returns its path.</summary>
    public string WriteSound(int seconds)
    {
        var samples = new float[seconds * Waveform.SampleRate];
        new SyntheticSpeech(seconds, seed: 1).Read(0, samples);
        var bytes = new byte[HeaderBytes + 2 * samples.Length];
        WriteHeader(bytes, 2 * samples.Length);
        for (var index = 0; index < samples.Length; index++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(HeaderBytes + 2 * index), (short)(Math.Clamp(samples[index], -1, 1) * short.MaxValue));
        var path = PathOf($"{seconds}.wav");
        File.WriteAllBytes(path, bytes);
        return path;
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

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);
}
