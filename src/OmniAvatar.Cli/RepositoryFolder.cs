namespace OmniAvatar.Cli;

/// <summary>Where this program's own repository is, for data that ships with it.</summary>
internal static class RepositoryFolder
{
    /// <summary>A path inside the repository that the program was built in; relative to the current folder if there is
    /// none.</summary>
    public static string PathOf(string relative)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "OmniAvatar.Cluster.sln")))
                return Path.Combine(folder, relative);
        }

        return relative;
    }
}
