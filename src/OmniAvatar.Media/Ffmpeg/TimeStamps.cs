using System.Globalization;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Expressions of the filters "setpts" and "asetpts", which give frames their time stamps.</summary>
internal static class TimeStamps
{
    /// <summary>Counts from a time stamp that becomes zero.</summary>
    /// <param name="seconds">That time stamp.</param>
    public static string CountedFrom(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"round(PTS-({seconds:0.000000})/TB)");
}
