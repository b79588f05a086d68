using OmniAvatar.Finishing;

namespace OmniAvatar.Rendering;

/// <summary>A finished job's parts as local files.</summary>
/// <param name="FragmentPaths">Every segment's fragment, in the order in which they are shown.</param>
/// <param name="SoundPath">The encoded sound (<see cref="SoundEncoding"/>).</param>
/// <param name="FramesPerSecond">Frames per second of the video.</param>
/// <param name="TotalFrames">Frames of the finished video.</param>
/// <param name="OutputPath">Where to write the mp4; appears whole or not at all.</param>
public sealed record AssemblyTask(
    IReadOnlyList<string> FragmentPaths,
    string SoundPath,
    int FramesPerSecond,
    int TotalFrames,
    string OutputPath
)
{
    /// <summary>Where one shot fades into the next; none cuts from frame to frame.</summary>
    public IReadOnlyList<Crossfade> Crossfades { get; init; } = [];

    /// <summary>How the video was made; every file says it.</summary>
    public required VideoProvenance Provenance { get; init; }

    /// <summary>What the video is given beside its frames; null for nothing.</summary>
    public VideoFinish? Finish { get; init; }

    /// <summary>The cover (<see cref="Artifacts.JobArtifacts.Cover"/>); null for none.</summary>
    public string? CoverPath { get; init; }

    /// <summary>Where to write the captions as WebVTT, for players that want them beside the video; null for
    /// nowhere.</summary>
    public string? SubtitlesPath { get; init; }

    /// <summary>What the file says of itself, in its comment tag; empty for none.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>The first frames of a fragment come out of those with which the shot before would have gone on.</summary>
/// <param name="Fragment">Index of a shot's first fragment.</param>
/// <param name="TailPath">What the shot before has at the same time (<see cref="Artifacts.PartRoles.Tail"/>).</param>
/// <param name="Frames">Frames of the tail, at most those of the fragment.</param>
public sealed record Crossfade(int Fragment, string TailPath, int Frames);

/// <summary>Makes a video of rendered fragments and a sound track.</summary>
public interface IVideoAssembler
{
    /// <summary>Encodes the sound, once for the file and for everyone who watches before it is finished.</summary>
    /// <exception cref="RenderFailedException">The track is damaged or the disk is full.</exception>
    Task EncodeSoundAsync(SoundEncoding encoding, CancellationToken cancellation);

    /// <summary>Joins fragments and the encoded sound by stream copy.</summary>
    /// <exception cref="RenderFailedException">A part is damaged, frames are missing, or the disk is full.</exception>
    Task AssembleAsync(AssemblyTask task, CancellationToken cancellation);

    /// <summary>Draws the pictures of a finished video.</summary>
    /// <exception cref="RenderFailedException">The video is damaged, the disk is full, or the encoder lacks a
    /// format.</exception>
    Task DrawStillsAsync(VideoStills stills, CancellationToken cancellation);
}
