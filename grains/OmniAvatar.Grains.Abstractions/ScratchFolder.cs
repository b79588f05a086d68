namespace OmniAvatar.Grains;

/// <summary>A folder for local files that are made here and then put into the store.</summary>
/// <param name="Root">A folder of this process's own.</param>
public sealed record ScratchFolder(string Root)
{
    /// <summary>An empty folder of one attempt's own, removed when disposed; what a killed process left there is
    /// removed now.</summary>
    public TemporaryFolder Begin(string name)
    {
        var path = Path.Combine(Root, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        return new TemporaryFolder(path);
    }

    /// <summary>A folder in use.</summary>
    public sealed class TemporaryFolder(string path) : IDisposable
    {
        /// <summary>Where it is.</summary>
        public string Path { get; } = path;

        /// <inheritdoc/>
        public void Dispose()
        {
            try
            {
                if (Directory.Exists(Path))
                    Directory.Delete(Path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is left for the next attempt of this name, or for the owner of the root.
            }
        }
    }
}
