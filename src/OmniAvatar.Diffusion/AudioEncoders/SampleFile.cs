using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>A file of nothing but little-endian float32 samples (ffmpeg's <c>f32le</c>).</summary>
public sealed class SampleFile : ISampleSource, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private SampleFile(string path, SafeFileHandle file)
    {
        (_path, _file) = (path, file);
        Length = RandomAccess.GetLength(file) / sizeof(float);
    }

    /// <inheritdoc />
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="BadInputException">It is missing, cannot be read, or does not hold a whole number of
    /// samples.</exception>
    public static SampleFile Open(string path)
    {
        try
        {
            var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            if (RandomAccess.GetLength(file) % sizeof(float) == 0)
                return new SampleFile(path, file);
            file.Dispose();
            throw new BadInputException($"{path} does not hold a whole number of samples.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc />
    public void Read(long start, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var bytes = MemoryMarshal.AsBytes(destination);
        var offset = start * sizeof(float);
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(_file, bytes, offset);
            if (count == 0)
                throw new BadInputException($"{_path} ends before sample {start + destination.Length}.");
            bytes = bytes[count..];
            offset += count;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}
