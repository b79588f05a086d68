using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Diffusion.Models;

/// <summary>One file of a model as its manifest knows it.</summary>
/// <param name="Name">Path relative to the model folder, with forward slashes.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Digest">SHA-256 over the size and the bytes that were read, in hexadecimal.</param>
public sealed record ManifestFile(string Name, long Bytes, string Digest);

/// <summary>
/// The identity of a model: a hash over its files' names, sizes and digests, by which jobs and caches know it again
/// wherever the folder lies.
/// </summary>
/// <remarks>
/// Reading 70 GB through SHA-256 before every render would take minutes, so a file above <see cref="WholeBelow"/> is
/// digested by its size, its first and last megabyte (where the headers and directories of both formats of weights lie)
/// and 256 blocks of 4 KiB spread evenly between. Another training run changes every block, and another save changes
/// the headers, so different weights differ; a file damaged in a single spot can pass.
/// </remarks>
public sealed record ModelManifest(string Sha256, IReadOnlyList<ManifestFile> Files)
{
    /// <summary>Files up to this size in bytes are digested whole.</summary>
    public const long WholeBelow = 8 << 20;

    private const int EdgeBytes = 1 << 20;
    private const int BlockBytes = 4096;
    private const int BlockCount = 256;

    /// <summary>Reads what identifies a folder's model.</summary>
    /// <exception cref="BadInputException">A file cannot be read.</exception>
    public static ModelManifest Compute(ModelFolder folder, CancellationToken cancellation = default)
    {
        var files = new List<ManifestFile>();
        foreach (var path in folder.AllFiles())
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(Describe(Path.GetRelativePath(folder.Path, path).Replace('\\', '/'), path));
        }
        var text = string.Concat(files.Select(file => $"{file.Name}\0{file.Bytes}\0{file.Digest}\n"));
        return new ModelManifest(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), files);
    }

    private static ManifestFile Describe(string name, string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> size = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(size, length);
            hash.AppendData(size);
            foreach (var (offset, count) in Ranges(length))
                Append(hash, file, offset, count);
            return new ManifestFile(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static IEnumerable<(long Offset, int Count)> Ranges(long length)
    {
        if (length <= WholeBelow)
            return [(0, (int)length)];
        var between = length - 2 * EdgeBytes - BlockBytes;
        var blocks = Enumerable
            .Range(0, BlockCount)
            .Select(i => (EdgeBytes + (long)((Int128)between * i / (BlockCount - 1)), BlockBytes));
        return [(0, EdgeBytes), .. blocks, (length - EdgeBytes, EdgeBytes)];
    }

    private static void Append(
        IncrementalHash hash,
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        long offset,
        int count
    )
    {
        var bytes = new byte[count];
        for (var done = 0; done < count; )
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0)
                throw new IOException("it was shortened while it was read");
            done += read;
        }
        hash.AppendData(bytes);
    }
}
