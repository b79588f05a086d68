using System.Runtime.InteropServices;

namespace OmniAvatar.Files;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>Nothing; or a link to nothing.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, named or not: it can be read once, and has no length.</summary>
    Pipe,

    /// <summary>A device, such as <c>/dev/null</c>.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>Something that this user may not look at, a circle of links, or a name that cannot be one.</summary>
    Unreachable,
}

/// <summary>
/// What is at a path, links followed. The framework calls pipes and devices files and does not tell which two paths are
/// one file; the kernel's <c>statx</c> does, and its answer has the same layout on every processor.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Device">The file system that it lies on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Problem">Why it is unreachable, as the end of a sentence; else null.</param>
public readonly partial record struct FileStatus(FileKind Kind, ulong Device, ulong Inode, string? Problem)
{
    private const int NoSuchEntry = 2;
    private const int NotAFolder = 20;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint TypeAndInode = 0x101; // STATX_TYPE | STATX_INO
    private const int TypeMask = 0xF000;

    /// <summary>Looks at a path. Never throws.</summary>
    public static FileStatus Of(string path)
    {
        if (path.Length == 0)
            return new FileStatus(FileKind.Missing, 0, 0, null);
        if (path.Contains('\0'))
            return new FileStatus(FileKind.Unreachable, 0, 0, "its name has a zero byte");
        if (statx(CurrentFolder, path, 0, TypeAndInode, out var answer) == 0)
            return new FileStatus(
                KindOf(answer.Mode),
                (ulong)answer.DeviceMajor << 32 | answer.DeviceMinor,
                answer.Inode,
                null
            );
        return Marshal.GetLastPInvokeError() is NoSuchEntry or NotAFolder
            ? new FileStatus(FileKind.Missing, 0, 0, null)
            : new FileStatus(FileKind.Unreachable, 0, 0, Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>Whether both are one file or folder, however the paths are spelled.</summary>
    public bool IsSameAs(FileStatus other) =>
        Kind is not (FileKind.Missing or FileKind.Unreachable)
        && (Kind, Device, Inode) == (other.Kind, other.Device, other.Inode);

    private static FileKind KindOf(ushort mode) =>
        (mode & TypeMask) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            _ => FileKind.Device,
        };

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out Answer answer);

    /// <summary>The kernel's <c>struct statx</c>, as far as it is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Answer
    {
        [FieldOffset(0x1C)]
        public ushort Mode;

        [FieldOffset(0x20)]
        public ulong Inode;

        [FieldOffset(0x88)]
        public uint DeviceMajor;

        [FieldOffset(0x8C)]
        public uint DeviceMinor;
    }
}
