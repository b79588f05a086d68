namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>The native libraries that this process has loaded, by whomever, as Linux tells in <c>/proc</c>.</summary>
internal static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";

    /// <summary>The path of the first loaded library whose file name begins with one of these; null if there is
    /// none.</summary>
    public static string? Find(params IReadOnlyList<string> beginnings)
    {
        try
        {
            return FindIn(File.ReadLines(Maps), beginnings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same among the lines of such a file: address, rights, offset, device, inode, then the path if there
    /// is one.</summary>
    internal static string? FindIn(IEnumerable<string> maps, params IReadOnlyList<string> beginnings) =>
        maps.Where(line => line.Contains('/'))
            .Select(line => line[line.IndexOf('/')..])
            .FirstOrDefault(path =>
                beginnings.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))
            );
}
