namespace OmniAvatar.Media.Sounds;

/// <summary>Sample rates that ffmpeg's FLAC encoder writes: its frames name the rate in 16 bits of Hz or tens of Hz, or
/// in whole kHz.</summary>
internal static class FlacRate
{
    /// <summary>More than AAC holds, and more than anybody hears.</summary>
    private const int ForAllOthers = 96_000;

    /// <summary>The rate itself if FLAC holds it; 96 kHz instead of the others, all of which are above 65
    /// kHz.</summary>
    public static int Nearest(int rate)
    {
        var isHeld = rate < 65_535 || (rate % 10 == 0 && rate < 655_350) || (rate % 1000 == 0 && rate <= 255_000);
        return isHeld ? rate : ForAllOthers;
    }
}
