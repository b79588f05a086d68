namespace OmniAvatar.Diffusion.Weights.Files;

/// <summary>Writes a file under a temporary name and renames it when it is complete, so that no reader ever sees half
/// of one.</summary>
public static class AtomicFile
{
    /// <summary>Creates or replaces <paramref name="path"/> with what <paramref name="write"/> writes.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written or the disk is full; the temporary file is
    /// gone again.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (
                var stream = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 1 << 16
                )
            )
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            File.Delete(temporary);
            if (FileFailure.Is(failure))
                throw FileFailure.Writing(path, failure);
            throw;
        }
    }
}
