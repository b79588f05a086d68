using System.Runtime.InteropServices;

namespace OmniAvatar.Files;

/// <summary>
/// The file operations whose exact meaning publishing and the store rely on. The framework's own differ:
/// <see cref="File.Move(string, string)"/> copies silently across file systems, and nothing there links a file or syncs
/// a folder.
/// </summary>
public static partial class PosixFile
{
    private const int NotPermitted = 1;
    private const int AlreadyExists = 17;
    private const int CrossDevice = 18;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;

    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const uint WantInode = 0x100; // STATX_INO
    private const int OpenFolder = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// <summary>Renames atomically, replacing a file of that name.</summary>
    /// <returns>False if the two paths are on different file systems.</returns>
    public static bool TryRename(string from, string to) => rename(from, to) == 0 || Refused(CrossDevice);

    /// <summary>Gives a finished file its name if no file has it; the old name may remain.</summary>
    /// <returns>False if the name was taken: of any number of processes exactly one gets true.</returns>
    public static bool TryClaim(string from, string to)
    {
        if (link(from, to) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        if (error is not (NotPermitted or NotImplemented or NotSupported))
            return Refused(AlreadyExists);

        // The file system has no hard links (exFAT, some shared folders).
        return renameat2(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0 || Refused(AlreadyExists);
    }

    /// <summary>Makes the entries of a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = open(folder, OpenFolder);
        if (descriptor < 0)
            throw LastError();
        try
        {
            if (fsync(descriptor) != 0)
                throw LastError();
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Makes the content of a file durable.</summary>
    public static void SyncFile(string path)
    {
        using var handle = File.OpenHandle(path);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>The number of the file behind a name: another file of that name has another.</summary>
    public static ulong InodeOf(string path)
    {
        var status = default(FileStatus);
        return statx(CurrentFolder, path, 0, WantInode, ref status) == 0 ? status.Inode : throw LastError();
    }

    private static bool Refused(int expected) => Marshal.GetLastPInvokeError() == expected ? false : throw LastError();

    private static IOException LastError()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref FileStatus status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    /// <summary>The kernel's <c>struct statx</c>, which is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(32)]
        public ulong Inode;
    }
}
