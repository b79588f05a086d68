namespace OmniAvatar.Finishing;

/// <summary>
/// A video shows its picture for a frame and 0.3 s of silence before its recording begins, because the model hears that
/// silence first. So what happens in the recording happens that much later in the video: 0.34 s at 25 frames a second.
/// </summary>
public static class SoundDelay
{
    /// <summary>Seconds of silence that the model hears before the speech.</summary>
    public const double LeadSeconds = 0.3;

    /// <summary>How late the recording is, in seconds.</summary>
    public static double Seconds(int framesPerSecond) => LeadSeconds + 1.0 / framesPerSecond;

    /// <summary>A time of the recording as a time of the video, both in milliseconds.</summary>
    public static long InVideo(long milliseconds, int framesPerSecond) =>
        milliseconds + (long)Math.Round(1000 * Seconds(framesPerSecond));

    /// <summary>The first frame of the video that shows what happens from a time of the recording on.</summary>
    public static int FrameAt(long milliseconds, int framesPerSecond) =>
        (int)Math.Round((milliseconds / 1000.0 + Seconds(framesPerSecond)) * framesPerSecond);
}
