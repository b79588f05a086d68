namespace OmniAvatar.Rendering;

/// <summary>A finished job's parts as local files.</summary>
/// <param name="FragmentPaths">Every segment's fragment, in the order in which they are shown.</param>
/// <param name="SoundPath">The sound track, as FLAC (<see cref="Artifacts.JobArtifacts.Sound"/>).</param>
/// <param name="FramesPerSecond">Frames per second of the video.</param>
/// <param name="TotalFrames">Frames of the finished video.</param>
/// <param name="OutputPath">Where to write the mp4; appears whole or not at all.</param>
public sealed record AssemblyTask(
    IReadOnlyList<string> FragmentPaths, string SoundPath, int FramesPerSecond, int TotalFrames, string OutputPath)
{
    /// <summary>What the file says of itself, in its comment tag; empty for none.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>Joins fragments by stream copy and encodes the sound once.</summary>
public interface IVideoAssembler
{
    /// <summary>Writes the video.</summary>
    /// <exception cref="RenderFailedException">A part is damaged, frames are missing, or the disk is full.</exception>
    Task AssembleAsync(AssemblyTask task, CancellationToken cancellation);
}
