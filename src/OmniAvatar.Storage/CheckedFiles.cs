using System.Collections.Concurrent;
using System.Security.Cryptography;
using OmniAvatar.Files;

namespace OmniAvatar.Storage;

/// <summary>
/// Remembers which files were found to hold what they should. A file is hashed once; while its length, its time of
/// change and its inode stay, it is taken to be the same, so that asking for one byte of a large file does not read all
/// of it. From any thread.
/// </summary>
internal sealed class CheckedFiles
{
    private static readonly FileStreamOptions Reading = new()
    {
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    };

    private const int MostFiles = 10_000;

    private readonly ConcurrentDictionary<string, (string Sha256, Stamp Stamp)> _known = new();
    private readonly ConcurrentDictionary<(string Path, string Sha256), Lazy<Task<bool>>> _underWay = new();

    /// <summary>Length and lower-case hexadecimal SHA-256 of a file.</summary>
    public static async Task<(long Bytes, string Sha256)> MeasureAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, Reading);
        return (file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }

    /// <summary>Whether the file at a path has this SHA-256. Any number of callers wait for one reading of the
    /// file.</summary>
    public async Task<bool> HoldsAsync(string path, string sha256, CancellationToken cancellation)
    {
        if (_known.TryGetValue(path, out var known) && Stamp.Of(path) is { } stamp && known == (sha256, stamp))
            return true;
        // The work belongs to no single caller: the caller that began it may cancel while others wait.
        var check = _underWay.GetOrAdd((path, sha256), _ => new Lazy<Task<bool>>(() => CheckAsync(path, sha256)));
        return await check.Value.WaitAsync(cancellation);
    }

    /// <summary>Notes a file whose SHA-256 was just measured.</summary>
    public void Remember(string path, string sha256)
    {
        if (Stamp.Of(path) is { } stamp)
            Remember(path, sha256, stamp);
    }

    /// <summary>The file is gone.</summary>
    public void Forget(string path) => _known.TryRemove(path, out _);

    private void Remember(string path, string sha256, Stamp stamp)
    {
        if (_known.Count >= MostFiles)
            _known.Clear();
        _known[path] = (sha256, stamp);
    }

    private async Task<bool> CheckAsync(string path, string sha256)
    {
        try
        {
            var before = Stamp.Of(path);
            if (before is null || (await MeasureAsync(path, CancellationToken.None)).Sha256 != sha256)
                return false;
            if (Stamp.Of(path) == before)
                Remember(path, sha256, before.Value);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Removed meanwhile.
            return false;
        }
        finally
        {
            _underWay.TryRemove((path, sha256), out _);
        }
    }

    private readonly record struct Stamp(long Bytes, DateTime Changed, ulong Inode)
    {
        public static Stamp? Of(string path)
        {
            try
            {
                var file = new FileInfo(path);
                return file.Exists ? new Stamp(file.Length, file.LastWriteTimeUtc, PosixFile.InodeOf(path)) : null;
            }
            catch (IOException)
            {
                // Dropped between the two questions.
                return null;
            }
        }
    }
}
