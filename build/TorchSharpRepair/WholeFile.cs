namespace OmniAvatar.TorchSharpRepair;

/// <summary>
/// Files that are there whole or not at all. An interrupted build leaves no half of one behind, and whoever opened the
/// old one, or linked it into an output folder, keeps it as it was.
/// </summary>
internal static class WholeFile
{
    /// <summary>Has a file written beside its place, then moves it there in one step.</summary>
    public static void Write(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var beside = $"{path}.{Environment.ProcessId}.new";
        try
        {
            write(beside);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
