using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace OmniAvatar.Diffusion.Weights.Files;

/// <summary>
/// A whole file mapped read-only into memory. Pages enter memory as they are read; <see cref="Release"/> lets them go
/// again, so that reading a file of any size costs no more resident memory than the part in use.
/// </summary>
public sealed unsafe partial class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;

    private MappedFile(string path, long length, MemoryMappedFile? file)
    {
        Path = path;
        Length = length;
        _file = file;
        _view = file?.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        if (_view is not null)
        {
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _start = start + _view.PointerOffset;
        }
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <exception cref="BadInputException">The file does not exist, or cannot be opened for reading.</exception>
    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new BadInputException($"{path} is a folder, not a file.");
        if (!System.IO.File.Exists(path))
            throw new BadInputException($"There is no file {path}.");
        try
        {
            if (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { Exists: false } target)
                throw new BadInputException($"{path} is a link to {target.FullName}, which is not there.");
            // Opening a pipe would wait for a writer.
            if (ForeignFile.IsEmptyOrNoFile(path))
                return new MappedFile(path, 0, null);
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = stream.Length;
            if (length > 0)
                return new MappedFile(path, length, Map(stream));
            stream.Dispose();
            return new MappedFile(path, 0, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The bytes [offset, offset + count) of the file.</summary>
    /// <exception cref="BadInputException">The range is not inside the file.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw new BadInputException($"{Path} ends before byte {offset} + {count}; it has {Length} bytes.");
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>What the file is where it is not what its reader expects; null when its first bytes say
    /// nothing.</summary>
    public string? DescribeForeign(ExpectedForm expected) =>
        ForeignFile.Describe(Bytes(0, (int)Math.Min(Length, ForeignFile.HeadBytes)), expected);

    /// <summary>Lets the pages of a range leave memory. They can be read again; it only costs time.</summary>
    public void Release(long offset, long count)
    {
        if (count <= 0 || !OperatingSystem.IsLinux())
            return;
        var page = Environment.SystemPageSize;
        var first = (nint)(_start + offset) / page * page;
        var end = ((nint)(_start + offset + count) + page - 1) / page * page;
        _ = Advise(first, (nuint)(end - first), DontNeed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is { SafeMemoryMappedViewHandle.IsClosed: false })
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
        _file?.Dispose();
    }

    private static MemoryMappedFile Map(FileStream stream) =>
        MemoryMappedFile.CreateFromFile(
            stream,
            null,
            0,
            MemoryMappedFileAccess.Read,
            HandleInheritability.None,
            leaveOpen: false
        );

    /// <summary>madvise's advice that a range will not be needed soon (MADV_DONTNEED on Linux).</summary>
    private const int DontNeed = 4;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
