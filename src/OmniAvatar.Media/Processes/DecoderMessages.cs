using System.Text.RegularExpressions;

namespace OmniAvatar.Media.Processes;

/// <summary>
/// What ffmpeg says while it decodes a video from outside. It passes over what it cannot decode and ends well, so a
/// message is damage too: what is missing would be cut, measured or learnt from as if it were all.
/// </summary>
internal static partial class DecoderMessages
{
    /// <summary>Why what was decoded cannot be trusted, or null.</summary>
    /// <param name="exit">How ffmpeg ended.</param>
    /// <param name="beganMidway">Whether it began between two pictures that decode on their own. Then it says of the
    /// pictures before the first such one that they cannot be decoded; none of them is shown.</param>
    public static string? Damage(FfmpegExit exit, bool beganMidway)
    {
        if (!exit.Succeeded)
            return exit.LastLine;
        var lines = exit.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => !(beganMidway && AtTheBeginning().IsMatch(line)))?.TrimEnd('.');
    }

    // Of H.264, HEVC and MPEG-2, each behind "[codec @ address] ". TextTail may have cut the first line.
    [GeneratedRegex(
        @"(non-existing [PS]PS \d+ referenced|decode_slice_header error|no frame!|Last message repeated \d+ times|mmco: unref short failure"
            + @"|co located POCs unavailable|[PSV]PS (id out of range: \d+|\d+ does not exist)|Error parsing NAL unit #\d+\.?|Could not find ref with POC -?\d+"
            + @"|Skipping invalid undecodable NALU: \d+|Invalid frame dimensions 0x0\.?|reference picture missing during reorder|Missing reference picture, default is -?\d+)$"
    )]
    private static partial Regex AtTheBeginning();
}
