namespace OmniAvatar.Silos.Http.Videos;

/// <summary>Local files that are sent to clients.</summary>
internal static class ServedFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a file so that it can be removed meanwhile, and is still sent completely.</summary>
    public static FileStream Open(string path) =>
        new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            BufferBytes,
            FileOptions.Asynchronous
        );
}
