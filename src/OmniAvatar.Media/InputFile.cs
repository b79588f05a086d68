namespace OmniAvatar.Media;

/// <summary>What must hold for any file that a user names, before anything looks into it.</summary>
internal static class InputFile
{
    /// <summary>Throws unless the path is a file with content.</summary>
    /// <param name="kind">"picture" or "sound".</param>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">Missing, a folder, empty, or neither (a pipe or device has no length).</exception>
    public static void ThrowIfUnusable(string kind, string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"The {kind} {path} is a folder.");
        if (!File.Exists(path)) throw new BadInputException($"The {kind} {path} does not exist.");
        var named = new FileInfo(path);
        var file = named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
        if (file.Length == 0) throw new BadInputException($"The {kind} {path} is empty.");
    }
}
