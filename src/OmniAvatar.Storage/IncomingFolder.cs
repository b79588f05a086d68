using System.Globalization;

namespace OmniAvatar.Storage;

/// <summary>
/// A store's place for files that are not finished, one sub folder per open store. A lock held for as long as the store is open
/// tells the sub folder of a living process from that of a dead one, so what a killed process left is swept by the next to start
/// and never what a living one is writing.
/// </summary>
internal sealed class IncomingFolder : IDisposable
{
    // '~' is in no artifact name, so no artifact can be called this.
    private const string Name = "~incoming";
    private const string LockSuffix = ".lock";

    private readonly FileStream _lock;
    private readonly string _folder;
    private long _counter;

    public IncomingFolder(string root)
    {
        var all = Directory.CreateDirectory(Path.Combine(root, Name)).FullName;
        Sweep(all);
        _lock = Claim(all);
        _folder = Directory.CreateDirectory(_lock.Name[..^LockSuffix.Length]).FullName;
    }

    /// <summary>A path that no one else uses, on the store's file system.</summary>
    public string NewPath() => Path.Combine(_folder, Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static FileStream Claim(string all)
    {
        while (true)
        {
            var path = Path.Combine(all, Guid.NewGuid().ToString("n") + LockSuffix);
            // Between creating and locking, a sweep may take the file; then another name is tried.
            if (TryLock(path, FileMode.CreateNew) is { } claimed) return claimed;
        }
    }

    private static void Sweep(string all)
    {
        foreach (var path in Directory.EnumerateFiles(all, "*" + LockSuffix))
        {
            using var abandoned = TryLock(path, FileMode.Open);
            if (abandoned is null) continue;
            var folder = path[..^LockSuffix.Length];
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            File.Delete(path);
        }
    }

    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (e.HResult is LockHeld)
        {
            return null;
        }
    }

    private const int LockHeld = 11; // EWOULDBLOCK
}
