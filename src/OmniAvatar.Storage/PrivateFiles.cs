using System.Runtime.InteropServices;

namespace OmniAvatar.Storage;

/// <summary>Files and folders that only their owner may open: what lies in them are people's faces and
/// voices.</summary>
public static partial class PrivateFiles
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>
    /// From now on, whatever this process and its children create is closed to other users: files get mode 600, folders
    /// 700. For programs that write nothing but their own data.
    /// </summary>
    public static void ByDefault() => _ = umask(umask(GroupAndOthers) | GroupAndOthers);

    /// <summary>Creates a folder with mode 700 unless it is there; then it stays as it is.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static string CreateFolder(string path) =>
        (
            OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnersAlone)
        ).FullName;

    /// <summary>Creates a folder with mode 700, or sets that mode on an existing one: only for names that only we
    /// uses.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static string CloseFolder(string path)
    {
        var folder = new DirectoryInfo(CreateFolder(path));
        if (OperatingSystem.IsWindows())
            return folder.FullName;
        try
        {
            if (folder.UnixFileMode != OwnersAlone)
                folder.UnixFileMode = OwnersAlone;
        }
        catch (UnauthorizedAccessException)
        {
            // The folder belongs to another user, such as a mounted volume; its owner decides who may enter.
        }
        return folder.FullName;
    }

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);
}
