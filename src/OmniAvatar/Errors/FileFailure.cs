namespace OmniAvatar;

/// <summary>Turns what a file system reports into the sentence that a user needs.</summary>
public static class FileFailure
{
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception is of the kinds that file access throws.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>What to throw when writing below a folder failed.</summary>
    /// <param name="folder">The folder or file that the user knows.</param>
    /// <param name="cause">The exception of the file system; its <see cref="Exception.HResult"/> is an errno on
    /// Unix.</param>
    public static ResourcesException Writing(string folder, Exception cause)
    {
        if (IsDiskFull(cause))
            return DiskFull(folder, cause);
        if (cause is UnauthorizedAccessException || cause.HResult is NotPermitted or AccessDenied or ReadOnlyFileSystem)
            return new ResourcesException($"{folder} cannot be written: permission denied.", cause);
        return new ResourcesException($"{folder} cannot be used: {cause.Message.TrimEnd('.')}.", cause);
    }

    /// <summary>What to throw when the disk that holds a folder is full.</summary>
    public static ResourcesException DiskFull(string folder, Exception? cause = null) =>
        new($"The disk holding {folder} is full; free some space and run the same command again.", cause);

    /// <summary>Whether the cause is a full disk or a used-up quota.</summary>
    private static bool IsDiskFull(Exception cause) =>
        cause is IOException && cause.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull;
}
