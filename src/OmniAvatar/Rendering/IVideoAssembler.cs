namespace OmniAvatar.Rendering;

/// <summary>A finished job's parts as local files.</summary>
/// <param name="FragmentPaths">Every segment's fragment, in the order in which they are shown.</param>
/// <param name="SoundPath">The sound as it was given.</param>
/// <param name="FramesPerSecond">Frames per second of the video.</param>
/// <param name="TotalFrames">Frames of the finished video.</param>
/// <param name="OutputPath">Where to write the mp4; appears whole or not at all.</param>
public sealed record AssemblyTask(
    IReadOnlyList<string> FragmentPaths, string SoundPath, int FramesPerSecond, int TotalFrames, string OutputPath);

/// <summary>Joins fragments by stream copy and encodes the sound once.</summary>
public interface IVideoAssembler
{
    /// <summary>Writes the video.</summary>
    /// <exception cref="RenderFailedException">A part is damaged or the disk is full.</exception>
    Task AssembleAsync(AssemblyTask task, CancellationToken cancellation);
}
