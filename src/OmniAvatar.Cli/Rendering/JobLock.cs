namespace OmniAvatar.Cli.Rendering;

/// <summary>
/// Keeps two processes from rendering the same job at once. The lock is the operating system's, on an open file, so it
/// ends with its process however that ends; the empty file stays.
/// </summary>
internal sealed class JobLock : IDisposable
{
    // EWOULDBLOCK: what a lock that another process holds is refused with, and nothing else is.
    private const int WouldBlock = 11;

    private const string RenderedByAnother =
        "Another process is rendering this video; wait for it, or stop it and run the command again.";

    private readonly FileStream _file;

    private JobLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or fails at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heldByAnother">What to say if another process holds it.</param>
    /// <exception cref="RenderFailedException">Another process holds it, or the file cannot be made.</exception>
    public static JobLock Take(string path, string heldByAnother = RenderedByAnother)
    {
        try
        {
            return new JobLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new RenderFailedException(heldByAnother, e);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>Keeps two processes from writing one folder.</summary>
internal static class FolderLock
{
    /// <summary>Makes the folder where absent and takes its lock.</summary>
    /// <exception cref="RenderFailedException">Another process holds it, or the folder cannot be written.</exception>
    public static JobLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(folder, e);
        }
        return JobLock.Take(
            Path.Combine(folder, ".lock"),
            $"Another process is writing {folder}; wait for it, or stop it and run the command again."
        );
    }
}
