namespace OmniAvatar.Files;

/// <summary>Where this user's data goes by the XDG Base Directory Specification.</summary>
public static class HomeFolder
{
    private const string DataVariable = "XDG_DATA_HOME";
    private const string HomeVariable = "HOME";

    /// <summary>The sentence for a user who has no home.</summary>
    public const string Missing = "HOME names no home folder, so give a folder for unfinished work with --data.";

    /// <summary>
    /// <c>$XDG_DATA_HOME</c>, else <c>~/.local/share</c>; null where there is no home. A relative value counts for
    /// nothing, as the specification says, and a home that is not there is not made.
    /// </summary>
    public static string? FindData()
    {
        if (Environment.GetEnvironmentVariable(DataVariable) is { } data && Path.IsPathRooted(data))
            return data;
        return FindHome() is { } home ? Path.Combine(home, ".local", "share") : null;
    }

    private static string? FindHome()
    {
        // Where HOME is not set, the framework asks the system's list of users.
        var home = Environment.GetFolderPath(
            Environment.SpecialFolder.UserProfile,
            Environment.SpecialFolderOption.DoNotVerify
        );
        var named = Environment.GetEnvironmentVariable(HomeVariable);
        if (!string.IsNullOrEmpty(named))
            home = named;
        return Path.IsPathRooted(home) && Directory.Exists(home) ? home : null;
    }
}
