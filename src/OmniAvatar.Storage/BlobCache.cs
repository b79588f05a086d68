using System.Security.Cryptography;

namespace OmniAvatar.Storage;

/// <summary>Local copies of blobs, named by the SHA-256 of their content, so a copy is right or it is not used.</summary>
internal sealed class BlobCache : IDisposable
{
    private readonly string _root;
    private readonly IncomingFolder _incoming;

    public BlobCache(string root)
    {
        _root = Directory.CreateDirectory(Path.GetFullPath(root)).FullName;
        _incoming = new IncomingFolder(_root);
    }

    /// <summary>Where to download to.</summary>
    public string NewPath() => _incoming.NewPath();

    /// <summary>The copy of a content, or null. A copy that has changed is removed.</summary>
    public async Task<string?> FindAsync(string sha256, CancellationToken cancellation)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path)) return null;
        if ((await MeasureAsync(path, cancellation)).Sha256 == sha256) return path;
        File.Delete(path);
        return null;
    }

    /// <summary>Takes over a local file whose content has this SHA-256.</summary>
    public string Add(string localPath, string sha256)
    {
        var path = PathOf(sha256);
        if (!PosixFile.TryRename(localPath, path)) File.Move(localPath, path, overwrite: true);
        return path;
    }

    public static async Task<(long Bytes, string Sha256)> MeasureAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return (file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }

    public void Dispose() => _incoming.Dispose();

    private string PathOf(string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_root, sha256)
            : throw new RenderFailedException("A blob states a SHA-256 that is none.");
}
