namespace OmniAvatar.Storage;

/// <summary>Puts finished files where users look for them.</summary>
public static class DurableFile
{
    /// <summary>Gives a finished file its name, replacing a file of that name at once; durable on return.</summary>
    /// <param name="temporary">A file in the same folder.</param>
    /// <param name="target">The name it shall have.</param>
    /// <exception cref="IOException">The file system refused.</exception>
    public static void Publish(string temporary, string target)
    {
        PosixFile.SyncFile(temporary);
        if (!PosixFile.TryRename(temporary, target))
            throw new IOException($"{temporary} and {target} are on different file systems");
        PosixFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(target))!);
    }
}
