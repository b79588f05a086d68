namespace OmniAvatar.Files;

/// <summary>A file that another program writes: it has a temporary name until <see cref="Complete"/>, and vanishes
/// otherwise.</summary>
/// <param name="final">The name it shall have.</param>
public sealed class PartialFile(string final) : IDisposable
{
    /// <summary>Where to write.</summary>
    public string Path { get; } = AtomicFile.TemporaryName(final);

    /// <summary>The folder, for messages.</summary>
    public string Folder { get; } = AtomicFile.FolderOf(final);

    /// <summary>Creates the file, so that what the other program reports later is not the folder's fault.</summary>
    /// <exception cref="RenderFailedException">The folder does not exist or cannot be written.</exception>
    public void ThrowIfNotWritable() => Guarded(() => File.Create(Path).Dispose());

    /// <summary>Gives the file its final name, replacing what had it; durable on return.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public void Complete() => Guarded(() => AtomicFile.Publish(Path, final));

    /// <summary>Deletes what is not complete.</summary>
    public void Dispose()
    {
        if (File.Exists(Path))
            File.Delete(Path);
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Folder, e);
        }
    }
}
