namespace OmniAvatar.Planning;

/// <summary>How many video frames speech lasts, before and after it is padded to whole windows.</summary>
public static class SpeechFrames
{
    /// <summary>Samples per second that the audio encoder hears.</summary>
    public const int SampleRate = 16_000;

    /// <summary>
    /// Video frames of a number of samples, rounded up. The division comes first, in double, as in the reference: some
    /// exact multiples come out one frame longer.
    /// </summary>
    public static double Count(long samples, int framesPerSecond) =>
        Math.Ceiling((double)samples / SampleRate * framesPerSecond);

    /// <summary>Frames after padding to whole windows of one chain.</summary>
    public static int Padded(int frames, WindowArithmetic window) => window.Capacity(window.WindowsFor(frames));

    /// <summary>Samples of the padded speech: whole frames of a whole number of samples each.</summary>
    public static long PaddedSamples(int paddedFrames, int framesPerSecond) =>
        (long)paddedFrames * (SampleRate / framesPerSecond);
}
