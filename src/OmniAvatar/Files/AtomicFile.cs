using System.Text;

namespace OmniAvatar.Files;

/// <summary>
/// Writes files that are there whole or not at all: under a temporary name beside the final one, synced to the disk,
/// then renamed. No reader sees half of one, and none is lost to a power failure after it had its name.
/// </summary>
public static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>File systems allow 255 bytes; a longer name leaves no room for what is added to it.</summary>
    private const int LongestKeptName = 128;

    /// <summary>Creates or replaces <paramref name="path"/> with what <paramref name="write"/> writes; makes its folder
    /// where absent.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written or the disk is full; the temporary file is
    /// gone again.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = TemporaryName(path);
        try
        {
            Directory.CreateDirectory(FolderOf(path));
            using (
                var stream = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    BufferBytes
                )
            )
                write(stream);
            Publish(temporary, path);
        }
        catch (Exception failure)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            if (FileFailure.Is(failure))
                throw FileFailure.Writing(path, failure);
            throw;
        }
    }

    /// <summary>Gives a finished file its name, replacing a file of that name at once; durable on return.</summary>
    /// <param name="temporary">A file in the same folder.</param>
    /// <param name="path">The name it shall have.</param>
    /// <exception cref="IOException">The file system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Publish(string temporary, string path)
    {
        PosixFile.SyncFile(temporary);
        if (!PosixFile.TryRename(temporary, path))
            throw new IOException($"{temporary} and {path} are on different file systems");
        PosixFile.SyncFolder(FolderOf(path));
    }

    /// <summary>A hidden name beside <paramref name="path"/>, for the file while it is written.</summary>
    /// <param name="path">The name it shall have.</param>
    /// <param name="unique">A suffix that makes the name unique; null for a new unique one.</param>
    public static string TemporaryName(string path, string? unique = null)
    {
        var name = Path.GetFileName(path);
        var kept = Encoding.UTF8.GetByteCount(name) > LongestKeptName ? "" : name;
        return Path.Combine(FolderOf(path), $".{kept}.{unique ?? Guid.NewGuid().ToString("n")}.partial");
    }

    /// <summary>The folder that a file lies in.</summary>
    internal static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
