using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos.Streaming;

/// <summary>One segment of a video as a part of a stream.</summary>
/// <param name="VideoPath">An mp4 of ours with the segment's frames: its fragment, or the whole finished video.</param>
/// <param name="SoundPath">The whole video's encoded sound (<see cref="SoundEncoding"/>).</param>
/// <param name="Index">The part's place in the stream, from 0.</param>
/// <param name="FirstFrame">Frames of the video before it.</param>
/// <param name="Frames">Frames that it shows, at least 1.</param>
/// <param name="FramesPerSecond">Frames per second of the video.</param>
public sealed record StreamPart(
    string VideoPath,
    string SoundPath,
    int Index,
    int FirstFrame,
    int Frames,
    int FramesPerSecond
)
{
    /// <summary>Whether <see cref="VideoPath"/> is the whole video, of which the part is cut out.</summary>
    public bool IsCutOut { get; init; }

    /// <summary>Whether no part comes after it: then all the sound that is left belongs to it.</summary>
    public bool IsLast { get; init; }

    /// <summary>What its first frames fade from; null for none. A finished video has its fades already.</summary>
    public Crossfade? Crossfade { get; init; }

    /// <summary>When it begins, in seconds of the video.</summary>
    public double Start => (double)FirstFrame / FramesPerSecond;

    /// <summary>How long it lasts, in seconds.</summary>
    public double Seconds => (double)Frames / FramesPerSecond;
}
