using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OmniAvatar.Storage;

/// <summary>
/// Which files are known to hold what they should, by their length and time of last change, so that a large file is read through once and
/// not for every reader. From any thread.
/// </summary>
internal sealed class CheckedFiles
{
    private const int MostFiles = 10_000;

    private readonly ConcurrentDictionary<string, Known> _known = new();

    /// <summary>Length and lower-case hexadecimal SHA-256 of a file.</summary>
    public static (long Bytes, string Sha256) Measure(string path)
    {
        using var file = File.OpenRead(path);
        return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Notes what a file was just seen to hold.</summary>
    public void Remember(string path, long bytes, string sha256)
    {
        if (_known.Count >= MostFiles) _known.Clear();
        _known[path] = new Known(bytes, sha256, File.GetLastWriteTimeUtc(path));
    }

    /// <summary>Whether a file has this length and hash.</summary>
    public bool Holds(string path, long bytes, string sha256)
    {
        var file = new FileInfo(path);
        if (file.Length != bytes) return false;
        if (_known.TryGetValue(path, out var known) && known == new Known(bytes, sha256, file.LastWriteTimeUtc)) return true;
        if (Measure(path).Sha256 != sha256) return false;
        Remember(path, bytes, sha256);
        return true;
    }

    private readonly record struct Known(long Bytes, string Sha256, DateTime Changed);
}
