namespace OmniAvatar.Media.Processes;

/// <summary>A file in the making: it has a name of its own beside its final one until <see cref="Complete"/>, and
/// vanishes otherwise.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _final;

    public PartialFile(string final)
    {
        _final = final;
        Path = $"{final}.{Guid.NewGuid():n}.partial";
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>The folder, for messages.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(_final))!;

    /// <summary>Creates the file, so that what ffmpeg reports later is not the folder's fault.</summary>
    /// <exception cref="RenderFailedException">The folder does not exist or cannot be written.</exception>
    public void ThrowIfNotWritable()
    {
        try
        {
            File.Create(Path).Dispose();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Folder, e);
        }
    }

    /// <summary>Gives the file its final name, replacing what had it.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public void Complete()
    {
        try
        {
            File.Move(Path, _final, overwrite: true);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Folder, e);
        }
    }

    public void Dispose()
    {
        if (File.Exists(Path))
            File.Delete(Path);
    }
}
