using System.Globalization;
using System.Text;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>
/// Captions as SubRip for a track of an mp4, with times as in the video. Of such a track nothing can be shown at the
/// same time as something else, so captions that overlap stand below each other while they do.
/// </summary>
internal static class SubtitleTrack
{
    /// <summary>A document.</summary>
    public static string Write(IReadOnlyList<Caption> captions, int framesPerSecond)
    {
        var text = new StringBuilder();
        foreach (var (index, (start, end, shown)) in Apart(captions).Index())
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                {index + 1}
                {Clock(start, framesPerSecond)} --> {Clock(end, framesPerSecond)}
                {Escape(shown)}


                """
            );
        return text.ToString();
    }

    /// <summary>Stretches in which the same is shown.</summary>
    private static IEnumerable<(long Start, long End, string Shown)> Apart(IReadOnlyList<Caption> captions)
    {
        var all = CaptionNames.Named(captions).ToList();
        var borders = captions.SelectMany(caption => new[] { caption.Start, caption.End }).Distinct().Order().ToList();
        var shown = new List<(Caption Caption, string Shown)>();
        var next = 0;
        for (var i = 0; i + 1 < borders.Count; i++)
        {
            shown.RemoveAll(one => one.Caption.End <= borders[i]);
            while (next < all.Count && all[next].Caption.Start == borders[i])
                shown.Add(all[next++]);
            if (shown.Count > 0)
                yield return (borders[i], borders[i + 1], string.Join('\n', shown.Select(one => one.Shown)));
        }
    }

    private static string Clock(long milliseconds, int framesPerSecond) =>
        ClockTime.Text(SoundDelay.InVideo(milliseconds, framesPerSecond), ',');

    /// <summary>ffmpeg reads tags, overrides and line breaks in SubRip; a word joiner, which is not shown, keeps it
    /// from that.</summary>
    private static string Escape(string text) =>
        text.Replace("<", "<\u2060", StringComparison.Ordinal)
            .Replace("{", "{\u2060", StringComparison.Ordinal)
            .Replace("\\", "\\\u2060", StringComparison.Ordinal);
}
