namespace OmniAvatar.Media.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit status.</param>
/// <param name="Errors">The end of its stderr.</param>
internal sealed record FfmpegExit(int Code, string Errors)
{
    // ffmpeg may finish a file on a full disk with status 0.
    private bool DiskFull =>
        Errors.Contains("No space left on device", StringComparison.Ordinal)
        || Errors.Contains("Disk quota exceeded", StringComparison.Ordinal);

    public bool Succeeded => Code == 0 && !DiskFull;

    /// <summary>Its last word, as the end of a sentence of ours.</summary>
    public string LastLine =>
        Errors.TrimEnd().Split('\n')[^1].Trim().TrimEnd('.') is { Length: > 0 } line ? line : $"exit status {Code}";

    /// <summary>Throws unless the file was written.</summary>
    /// <param name="what">What was being made, as in "The video could not be joined".</param>
    /// <param name="folder">Where it was being written.</param>
    /// <exception cref="RenderFailedException">The process failed or the disk is full.</exception>
    public void ThrowIfFailed(string what, string folder)
    {
        ThrowIfDiskFull(folder);
        if (Code != 0)
            throw new RenderFailedException($"{what}: {LastLine}.");
    }

    /// <summary>Throws if the process met a full disk.</summary>
    /// <param name="folder">Where it was writing.</param>
    /// <exception cref="RenderFailedException">The disk is full.</exception>
    public void ThrowIfDiskFull(string folder)
    {
        if (DiskFull)
            throw FileFailure.DiskFull(folder);
    }
}
