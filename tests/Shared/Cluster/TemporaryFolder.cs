namespace OmniAvatar.Tests.Cluster;

/// <summary>A folder that vanishes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const int Tries = 100;

    public string Path { get; } = Directory.CreateTempSubdirectory("omniavatar-grains-").FullName;

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Work that a stopped cluster let go of may still end a file while the folder goes; then it is emptied
    /// again.</summary>
    public void Dispose()
    {
        for (var tries = 1; Directory.Exists(Path); tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (tries < Tries)
            {
                Thread.Yield();
            }
        }
    }
}
