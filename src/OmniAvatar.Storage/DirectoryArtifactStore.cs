using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using OmniAvatar.Artifacts;
using OmniAvatar.Files;

namespace OmniAvatar.Storage;

/// <summary>
/// Artifacts as files under one folder, for one machine or a shared file system. Any number of processes may use the
/// same folder: files appear by rename, exclusive ones by hard link. Links inside the folder are never followed.
/// </summary>
public sealed class DirectoryArtifactStore : IArtifactStore, IDisposable
{
    /// <summary>The most that <see cref="ReadAsync"/> reads.</summary>
    public const int MaximumReadBytes = 16 << 20;

    private static readonly EnumerationOptions EveryFile = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    private static readonly EnumerationOptions OneLevel = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    // '~' is in no artifact name, so no artifact can be called this.
    private const string Incoming = "~incoming";

    private readonly string _root;
    private readonly ProcessFolder _incoming;
    private readonly CheckedFiles _checked = new();

    /// <summary>Opens or creates the store of a folder and sweeps what killed processes left unfinished in
    /// it.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be created or written.</exception>
    public DirectoryArtifactStore(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _incoming = Guard(() =>
        {
            Directory.CreateDirectory(_root);
            return new ProcessFolder(Path.Combine(_root, Incoming));
        });
    }

    /// <summary>
    /// A new, empty folder on the store's file system, for files that are about to be put. It goes when the store is
    /// disposed, or is swept by the next process if this one is killed.
    /// </summary>
    public string NewScratchFolder() => Guard(() => Directory.CreateDirectory(_incoming.NewPath()).FullName);

    /// <inheritdoc/>
    public Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    ) =>
        Run(
            () =>
            {
                if (new FileInfo(localPath).LinkTarget is not null)
                    throw new RenderFailedException($"The artifact {name} was offered as a link, not as a file.");
                var (bytes, sha256) = Measure(localPath);
                PosixFile.SyncFile(localPath);

                var target = PathOf(name);
                CreateFolderOf(target);
                if (!PosixFile.TryRename(localPath, target))
                    MoveAcross(localPath, target);
                SyncFoldersOf(target);
                _checked.Remember(target, sha256);
                return new ArtifactPart(role, name.Value, bytes, sha256);
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task CopyAsync(ArtifactName from, ArtifactName to, CancellationToken cancellation) =>
        Run(
            () =>
            {
                var source = PathOf(from);
                if (!File.Exists(source))
                    throw Missing(from);
                var (temporary, target) = (_incoming.NewPath(), PathOf(to));
                try
                {
                    File.Copy(source, temporary);
                    PosixFile.SyncFile(temporary);
                    CreateFolderOf(target);
                    File.Move(temporary, target, overwrite: true);
                    SyncFoldersOf(target);
                    return true;
                }
                finally
                {
                    File.Delete(temporary);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<bool> CreateAsync(ArtifactName name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        Run(
            () =>
            {
                var target = PathOf(name);
                CreateFolderOf(target);
                var temporary = _incoming.NewPath();
                try
                {
                    using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
                    {
                        RandomAccess.Write(handle, content.Span, 0);
                        RandomAccess.FlushToDisk(handle);
                    }
                    var created = PosixFile.TryClaim(temporary, target);
                    // Also for the loser: it goes on to read what won, which must then be there to stay.
                    SyncFoldersOf(target);
                    return created;
                }
                finally
                {
                    File.Delete(temporary);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        Run(
            () =>
            {
                var path = PathOf(name);
                if (!File.Exists(path))
                    return null;
                using var handle = File.OpenHandle(path);
                var length = RandomAccess.GetLength(handle);
                if (length > MaximumReadBytes)
                    throw new DamagedException(
                        $"The artifact {name} has {length} bytes, more than the {MaximumReadBytes} that can be read "
                            + "at once.",
                        name.Value
                    );
                var content = new byte[length];
                return RandomAccess.Read(handle, content, 0) == length
                    ? content
                    : throw new ResourcesException($"The artifact {name} changed while it was read.");
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
        Run(
            () =>
            {
                var path = PathOf(name);
                return File.Exists(path) ? path : throw Missing(name);
            },
            cancellation
        );

    /// <inheritdoc/>
    /// <remarks>A file is read through for its hash once, and again when its length or time has changed.</remarks>
    public async Task<string> FetchAsync(ArtifactPart part, CancellationToken cancellation)
    {
        var name = ArtifactName.Parse(part.Name);
        var path = await FetchAsync(name, cancellation);
        try
        {
            if (await _checked.HoldsAsync(path, part.Sha256, cancellation))
                return path;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(_root, e);
        }
        if (!File.Exists(path))
            throw Missing(name);
        throw new DamagedException(
            $"The artifact {name} is damaged: its content differs from its manifest.",
            name.Value
        );
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactName> ListAsync(
        ArtifactName prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var name in await Run(() => Find(prefix), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactName> ListLevelAsync(
        ArtifactName? prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var name in await Run(() => FindLevel(prefix), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation) =>
        Run(() => Find(prefix).Sum(LengthOf), cancellation);

    /// <summary>A file that was deleted since it was found has no bytes.</summary>
    private long LengthOf(ArtifactName name)
    {
        try
        {
            return new FileInfo(Path.Combine(_root, name.Value)).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Everything vanishes at once by a rename, so no reader meets a manifest without its parts.</remarks>
    public Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation) =>
        Run(
            () =>
            {
                var path = PathOf(prefix);
                var doomed = _incoming.NewPath();
                try
                {
                    if (!PosixFile.TryRename(path, doomed))
                        throw new IOException("a folder inside it is on another file system");
                }
                catch (IOException) when (!Path.Exists(path))
                {
                    return false; // nothing there, or another process was faster
                }
                PosixFile.SyncFolder(Path.GetDirectoryName(path)!);
                if (Directory.Exists(doomed))
                    Directory.Delete(doomed, recursive: true);
                else
                    File.Delete(doomed);
                return true;
            },
            cancellation
        );

    /// <summary>Gives up the place for unfinished files; artifacts stay.</summary>
    public void Dispose() => _incoming.Dispose();

    private string PathOf(ArtifactName name)
    {
        var path = _root;
        foreach (var level in name.Value.Split('/'))
        {
            path = Path.Combine(path, level);
            if (new FileInfo(path).LinkTarget is not null)
                throw new RenderFailedException($"{path} is a link, and the store does not follow links.");
        }
        return path;
    }

    private DamagedException Missing(ArtifactName name) => new($"The artifact {name} is not in {_root}.", name.Value);

    private static void CreateFolderOf(string path) => Directory.CreateDirectory(Path.GetDirectoryName(path)!);

    /// <summary>Syncs every folder from the file's up to the root: any of them may be new, made by this process or
    /// another.</summary>
    private void SyncFoldersOf(string path)
    {
        var folder = path;
        do
        {
            folder = Path.GetDirectoryName(folder)!;
            PosixFile.SyncFolder(folder);
        } while (folder.Length > _root.Length);
    }

    private void MoveAcross(string localPath, string target)
    {
        var temporary = _incoming.NewPath();
        try
        {
            File.Copy(localPath, temporary);
            PosixFile.SyncFile(temporary);
            PosixFile.TryRename(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
        File.Delete(localPath);
    }

    private List<ArtifactName> FindLevel(ArtifactName? prefix)
    {
        var path = prefix is { } folder ? PathOf(folder) : _root;
        if (!Directory.Exists(path))
            return [];
        var found = new List<ArtifactName>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", OneLevel))
            if (ArtifactName.TryParse(Path.GetRelativePath(_root, entry), out var name))
                found.Add(name);
        return found;
    }

    private List<ArtifactName> Find(ArtifactName prefix)
    {
        var path = PathOf(prefix);
        if (File.Exists(path))
            return [prefix];
        if (!Directory.Exists(path))
            return [];
        var found = new List<ArtifactName>();
        foreach (var file in Directory.EnumerateFiles(path, "*", EveryFile))
            if (ArtifactName.TryParse(Path.GetRelativePath(_root, file), out var name))
                found.Add(name);
        return found;
    }

    private static (long Bytes, string Sha256) Measure(string path)
    {
        using var file = File.OpenRead(path);
        return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    // Hashing and syncing block for as long as the disk takes, so never on the caller's scheduler.
    private Task<T> Run<T>(Func<T> work, CancellationToken cancellation) => Task.Run(() => Guard(work), cancellation);

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(_root, e);
        }
    }
}
