namespace OmniAvatar.Rendering;

/// <summary>A job's sound as it will be heard in the video.</summary>
/// <param name="TrackPath">The sound track, as FLAC (<see cref="Artifacts.JobArtifacts.Sound"/>).</param>
/// <param name="FramesPerSecond">Frames per second of the video, whose first frame stands before the speech.</param>
/// <param name="OutputPath">Where to write AAC in mp4; appears whole or not at all.</param>
public sealed record SoundEncoding(string TrackPath, int FramesPerSecond, string OutputPath)
{
    /// <summary>How loud it is to be, in LUFS; null leaves it as it is.</summary>
    public double? Loudness { get; init; }
}
