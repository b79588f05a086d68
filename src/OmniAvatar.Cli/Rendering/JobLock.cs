namespace OmniAvatar.Cli.Rendering;

/// <summary>
/// Keeps two processes from rendering the same job at once. The lock is the operating system's, on an open file, so it ends
/// with its process however that ends; the empty file stays.
/// </summary>
internal sealed class JobLock : IDisposable
{
    private readonly FileStream _file;

    private JobLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or fails at once.</summary>
    /// <exception cref="RenderFailedException">Another process holds it, or the file cannot be made.</exception>
    public static JobLock Take(string path)
    {
        try
        {
            return new JobLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new RenderFailedException("This very video is being rendered by another process; wait for it, or stop it and run the command again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException($"The lock file {path} cannot be written.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
