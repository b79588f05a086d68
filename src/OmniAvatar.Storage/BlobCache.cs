using OmniAvatar.Files;

namespace OmniAvatar.Storage;

/// <summary>
/// Local copies of blobs, named by the SHA-256 of their content, so a copy is right or it is not used. Those that were
/// not used for longest go when there are too many bytes of them: a slot that lives for weeks puts checkpoints and
/// fragments without end. Those that were not used for <see cref="IdleFor"/> go in any case, so a deleted picture or
/// video is gone from here within an hour. The time of the last use is the file's access time, so that its time of
/// change tells of changes alone.
/// </summary>
internal sealed class BlobCache : IDisposable
{
    /// <summary>16 GiB: far more than the segments under way on a machine read.</summary>
    public const long DefaultBytes = 16L << 30;

    /// <summary>How long an unused copy is kept.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(45);

    /// <summary>How often unused copies are looked for.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(5);

    private const double KeptShare = 0.8;
    private const string Incoming = "~incoming";

    private readonly string _root;
    private readonly long _mostBytes;
    private readonly ProcessFolder _incoming;
    private readonly TimeProvider _time;
    private readonly ITimer _idle;
    private readonly CheckedFiles _checked = new();
    private readonly Lock _trimming = new();
    private long _bytes;

    /// <summary>Opens the cache of a folder, which processes may share.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public BlobCache(string root, TimeProvider time, long mostBytes = DefaultBytes)
    {
        _time = time;
        _root = PrivateFiles.CloseFolder(Path.GetFullPath(root));
        _mostBytes = mostBytes;
        _incoming = new ProcessFolder(Path.Combine(_root, Incoming));
        DropIdle();
        _idle = time.CreateTimer(_ => DropIdle(), null, LookEvery, LookEvery);
    }

    /// <summary>Where to download to.</summary>
    public string NewPath() => _incoming.NewPath();

    /// <summary>The copy of a content, or null. A copy that has changed is removed.</summary>
    public async Task<string?> FindAsync(string sha256, CancellationToken cancellation)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            return null;
        if (await _checked.HoldsAsync(path, sha256, cancellation))
        {
            File.SetLastAccessTimeUtc(path, _time.GetUtcNow().UtcDateTime);
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
        File.SetLastAccessTimeUtc(localPath, _time.GetUtcNow().UtcDateTime);
        if (!PosixFile.TryRename(localPath, path))
            File.Move(localPath, path, overwrite: true);
        _checked.Remember(path, sha256);
        if (Interlocked.Add(ref _bytes, bytes) > _mostBytes)
            Trim();
        return path;
    }

    public void Dispose()
    {
        _idle.Dispose();
        _incoming.Dispose();
    }

    /// <summary>Removes what was not used for long; a file that is being read stays readable until it is
    /// closed.</summary>
    private void DropIdle()
    {
        lock (_trimming)
        {
            var oldest = _time.GetUtcNow().UtcDateTime - IdleFor;
            var bytes = 0L;
            foreach (var copy in Copies())
            {
                if (copy.LastAccessTimeUtc < oldest)
                    TryDelete(copy);
                else
                    bytes += copy.Length;
            }
            Interlocked.Exchange(ref _bytes, bytes);
        }
    }

    // Another process that shares the folder may have been faster, or own the file; then the next look may do it.
    private void TryDelete(FileInfo copy)
    {
        try
        {
            copy.Delete();
            _checked.Forget(copy.FullName);
        }
        catch (Exception e) when (FileFailure.Is(e)) { }
    }

    /// <summary>Counts anew, since other processes may share the folder, and makes room for some time.</summary>
    private void Trim()
    {
        lock (_trimming)
        {
            var copies = Copies();
            var bytes = copies.Sum(copy => copy.Length);
            var kept = bytes > _mostBytes ? _mostBytes * KeptShare : bytes;
            foreach (var copy in copies.OrderBy(copy => copy.LastAccessTimeUtc))
            {
                if (bytes <= kept)
                    break;
                bytes -= copy.Length;
                copy.Delete();
                _checked.Forget(copy.FullName);
            }
            Interlocked.Exchange(ref _bytes, bytes);
        }
    }

    private List<FileInfo> Copies() => [.. new DirectoryInfo(_root).EnumerateFiles()];

    private string PathOf(string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_root, sha256)
            : throw new DamagedException("A blob's stated SHA-256 is not valid.");
}
