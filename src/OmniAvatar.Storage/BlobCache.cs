using System.Security.Cryptography;

namespace OmniAvatar.Storage;

/// <summary>
/// Local copies of blobs, named by the SHA-256 of their content, so a copy is right or it is not used. Those that were not used for
/// longest go when there are too many bytes of them: a slot that lives for weeks puts checkpoints and fragments without end.
/// </summary>
internal sealed class BlobCache : IDisposable
{
    /// <summary>16 GiB: far more than the segments under way on a machine read.</summary>
    public const long DefaultBytes = 16L << 30;

    private const double KeptShare = 0.8;

    private readonly string _root;
    private readonly long _mostBytes;
    private readonly IncomingFolder _incoming;
    private readonly Lock _trimming = new();
    private long _bytes;

    public BlobCache(string root, long mostBytes = DefaultBytes)
    {
        _root = Directory.CreateDirectory(Path.GetFullPath(root)).FullName;
        _mostBytes = mostBytes;
        _incoming = new IncomingFolder(_root);
        _bytes = Copies().Sum(copy => copy.Length);
    }

    /// <summary>Where to download to.</summary>
    public string NewPath() => _incoming.NewPath();

    /// <summary>The copy of a content, or null. A copy that has changed is removed.</summary>
    public async Task<string?> FindAsync(string sha256, CancellationToken cancellation)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path)) return null;
        if ((await MeasureAsync(path, cancellation)).Sha256 == sha256)
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return path;
        }
        File.Delete(path);
        return null;
    }

    /// <summary>Takes over a local file whose content has this SHA-256.</summary>
    public string Add(string localPath, string sha256)
    {
        var path = PathOf(sha256);
        var bytes = new FileInfo(localPath).Length;
        File.SetLastWriteTimeUtc(localPath, DateTime.UtcNow);
        if (!PosixFile.TryRename(localPath, path)) File.Move(localPath, path, overwrite: true);
        if (Interlocked.Add(ref _bytes, bytes) > _mostBytes) Trim();
        return path;
    }

    public static async Task<(long Bytes, string Sha256)> MeasureAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return (file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }

    public void Dispose() => _incoming.Dispose();

    /// <summary>Counts anew, since other processes may share the folder, and makes room for some time.</summary>
    private void Trim()
    {
        lock (_trimming)
        {
            var copies = Copies();
            var bytes = copies.Sum(copy => copy.Length);
            var kept = bytes > _mostBytes ? _mostBytes * KeptShare : bytes;
            foreach (var copy in copies.OrderBy(copy => copy.LastWriteTimeUtc))
            {
                if (bytes <= kept) break;
                bytes -= copy.Length;
                copy.Delete();
            }
            Interlocked.Exchange(ref _bytes, bytes);
        }
    }

    private List<FileInfo> Copies() => [.. new DirectoryInfo(_root).EnumerateFiles()];

    private string PathOf(string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_root, sha256)
            : throw new DamagedException("A blob states a SHA-256 that is none.");
}
