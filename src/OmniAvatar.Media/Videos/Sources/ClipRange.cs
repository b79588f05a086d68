using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>A piece of a video from outside.</summary>
/// <param name="Video">The video.</param>
/// <param name="Sound">Its sound, taken out in step with the pictures.</param>
/// <param name="FirstFrame">Where it begins, in frames at 25 a second from the first picture.</param>
/// <param name="Frames">How many, at least 1.</param>
/// <param name="Size">The size that it is brought to and cropped to the centre of; even sides.</param>
public sealed record ClipRange(VideoSource Video, SoundTrack Sound, int FirstFrame, int Frames, VideoSize Size)
{
    /// <summary>Where it begins, in seconds from the first picture.</summary>
    public double Start => (double)FirstFrame / FrameReader.FramesPerSecond;

    /// <summary>Its length in seconds.</summary>
    public double Seconds => (double)Frames / FrameReader.FramesPerSecond;
}
