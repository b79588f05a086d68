using System.Net;
using System.Text.RegularExpressions;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>The text of captions: markup taken out when a file is read, names put in when one is shown.</summary>
internal static partial class CaptionText
{
    /// <summary>A caption of a cue's lines. A voice becomes its speaker; of several voices each line begins with its
    /// own.</summary>
    public static Caption Caption(long start, long end, IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines);
        var voices = Voice().Matches(text);
        if (voices.Count > 1)
            return new Caption(
                start,
                end,
                Plain(Voice().Replace(text, voice => $"{voice.Groups["name"].Value.Trim()}: "))
            );
        if (voices is not [var only])
            return new Caption(start, end, Plain(text));
        var speaker = Plain(only.Groups["name"].Value);
        return new Caption(start, end, WithoutName(Plain(text), speaker))
        {
            Speaker = speaker.Length > 0 ? speaker : null,
        };
    }

    /// <summary>Without tags, overrides and entities, without blanks at the ends of lines, without empty
    /// lines.</summary>
    public static string Plain(string text)
    {
        var bare = WebUtility.HtmlDecode(Tag().Replace(Override().Replace(text, ""), ""));
        return string.Join('\n', bare.Split('\n').Select(Clean).Where(line => line.Length > 0));
    }

    /// <summary>The name that a file of ours writes into the text as well.</summary>
    private static string WithoutName(string text, string speaker) =>
        text.StartsWith(speaker + ": ", StringComparison.Ordinal) ? text[(speaker.Length + 2)..] : text;

    private static string Clean(string line) => new string([.. line.Where(c => !char.IsControl(c))]).Trim();

    [GeneratedRegex(@"<v(?:\.[^\s>]*)?[ \t]+(?<name>[^>]*)>")]
    private static partial Regex Voice();

    // HTML's tags in SubRip, WebVTT's with classes, and its times within a cue.
    [GeneratedRegex(@"</?(?:b|i|u|s|c|v|ruby|rt|lang|font|span)(?:[.\s][^>]*)?>|<[0-9:.]+>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    // Of the format of SubStation, as some programs put them into SubRip.
    [GeneratedRegex(@"\{\\[^}]*\}")]
    private static partial Regex Override();
}
