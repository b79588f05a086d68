using System.Globalization;

namespace OmniAvatar.Storage;

/// <summary>
/// A folder of one process's own, for files that are not finished, beside those of other processes. A lock held for as
/// long as the folder is in use tells a living process from a dead one, so what a killed process left is swept by the
/// next to start, and never what a living one is writing.
/// </summary>
public sealed class ProcessFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private const int LockHeld = 11; // EWOULDBLOCK

    /// <summary>How long a folder without a lock stays: releases that made none may still be running, and
    /// write.</summary>
    private static readonly TimeSpan UnlockedFor = TimeSpan.FromDays(1);

    private readonly FileStream _lock;
    private long _counter;

    /// <summary>Sweeps what dead processes left below a folder, and makes one of this process's own there.</summary>
    /// <param name="all">Where all processes have theirs; created where absent. Nothing else may lie there.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public ProcessFolder(string all)
    {
        var parent = PrivateFiles.CloseFolder(all);
        Sweep(parent);
        _lock = Claim(parent);
        Root = PrivateFiles.CloseFolder(_lock.Name[..^LockSuffix.Length]);
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>A path that no one else uses.</summary>
    public string NewPath() =>
        Path.Combine(Root, Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the folder with all that is in it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static FileStream Claim(string all)
    {
        while (true)
        {
            var path = Path.Combine(all, Guid.NewGuid().ToString("n") + LockSuffix);
            // Between creating and locking, a sweep may take the file; then another name is tried.
            if (TryLock(path, FileMode.CreateNew) is { } claimed)
                return claimed;
        }
    }

    private static void Sweep(string all)
    {
        foreach (var path in Directory.EnumerateFiles(all, "*" + LockSuffix))
        {
            using var abandoned = TryLock(path, FileMode.Open);
            if (abandoned is null)
                continue;
            var folder = path[..^LockSuffix.Length];
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            File.Delete(path);
        }
        foreach (var folder in new DirectoryInfo(all).EnumerateDirectories())
            if (!File.Exists(folder.FullName + LockSuffix) && IsOld(folder))
                folder.Delete(recursive: true);
    }

    // By the file system's own clock, as files have it.
    private static bool IsOld(DirectoryInfo folder) =>
        folder
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Append(folder)
            .Max(entry => entry.LastWriteTimeUtc)
        < TimeProvider.System.GetUtcNow().UtcDateTime - UnlockedFor;

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
}
