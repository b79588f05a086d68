using FFMpegCore;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>
/// Options that make the same input give the same bytes on every machine: no versions of ffmpeg or of its encoders in
/// the file, no dates, and no shortcuts that depend on the processor. FFMpegCore has no type for them.
/// </summary>
internal static class BitExactness
{
    private const string Flag = "+bitexact";

    /// <summary>For the container.</summary>
    public static FFMpegOutputOptions WithBitExactFile(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-fflags " + Flag);

    /// <summary>For the encoder of pictures.</summary>
    /// <param name="output">The output.</param>
    /// <param name="closedGroups">Whether a group of pictures refers to no other, so that it can be cut and
    /// joined.</param>
    public static FFMpegOutputOptions WithBitExactPictures(
        this FFMpegOutputOptions output,
        bool closedGroups = false
    ) => output.WithCustomArgument("-flags " + (closedGroups ? "+cgop" : "") + Flag);

    /// <summary>For the encoder of sound.</summary>
    public static FFMpegOutputOptions WithBitExactSound(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-flags:a " + Flag);

    /// <summary>For every change of size or colours.</summary>
    public static FFMpegOutputOptions WithExactScaling(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-sws_flags bicubic+accurate_rnd+full_chroma_int" + Flag);
}
