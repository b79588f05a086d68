using OmniAvatar.Cli.Rendering;

namespace OmniAvatar.Cli.Training;

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
