using System.Globalization;
using System.Numerics;
using System.Text;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Finishing;

/// <summary>ffmpeg's form of metadata: keys and values a line, chapters as sections; <c>= ; # \</c> and line breaks in
/// a text stand behind a backslash.</summary>
internal static class Metadata
{
    private const string Header = ";FFMETADATA1";
    private const string Section = "[CHAPTER]";
    private const string NanosecondBase = "1/1000000000"; // where a chapter states none

    public static bool IsMetadata(string text) => text.TrimStart().StartsWith(";FFMETADATA", StringComparison.Ordinal);

    /// <summary>A document with the tags and the chapters.</summary>
    /// <param name="tags">Keys and values.</param>
    /// <param name="chapters">In order, in milliseconds of the video.</param>
    /// <param name="end">The end of the last one.</param>
    public static string Write(IEnumerable<(string Key, string Value)> tags, IReadOnlyList<Chapter> chapters, long end)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (key, value) in tags)
            text.Append(key).Append('=').Append(Escape(value)).Append('\n');
        for (var i = 0; i < chapters.Count; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                {Section}
                TIMEBASE=1/1000
                START={chapters[i].Start}
                END={(i + 1 < chapters.Count ? chapters[i + 1].Start : Math.Max(end, chapters[i].Start + 1))}
                title={Escape(chapters[i].Title)}

                """
            );
        return text.ToString();
    }

    /// <summary>The chapters of a document; its other sections and tags are passed over.</summary>
    /// <exception cref="BadInputException">A chapter lacks a start or a title, or its numbers are none.</exception>
    public static List<Chapter> Chapters(string text, string name)
    {
        var chapters = new List<Chapter>();
        Dictionary<string, string>? fields = null;
        foreach (var line in LogicalLines(text).Append("[END]"))
        {
            if (line.StartsWith('['))
            {
                if (fields is not null)
                    chapters.Add(ChapterOf(fields, name, chapters.Count + 1));
                fields = line.Trim() == Section ? [] : null;
            }
            else if (line.Length > 0 && line[0] is not (';' or '#') && Split(line) is var (key, value))
            {
                fields?[key.ToUpperInvariant()] = value;
            }
        }
        return chapters;
    }

    private static Chapter ChapterOf(Dictionary<string, string> fields, string name, int number)
    {
        var unit = fields.GetValueOrDefault("TIMEBASE", NanosecondBase).Split('/');
        if (
            unit is [var over, var under]
            && long.TryParse(over, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(under, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && denominator > 0
            && long.TryParse(
                fields.GetValueOrDefault("START"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var start
            )
            && (BigInteger)start * numerator * 1000 / denominator is var milliseconds
            && milliseconds <= Captions.ClockTime.MostMilliseconds
            && fields.TryGetValue("TITLE", out var title)
        )
            return new Chapter((long)milliseconds, title.Trim());
        throw ChaptersFile.Bad(name, $"is not valid in its chapter {number}, which needs START, TIMEBASE and title");
    }

    /// <summary>Lines, those that a backslash joins as one; the escapes stay.</summary>
    private static IEnumerable<string> LogicalLines(string text)
    {
        var joined = new StringBuilder();
        foreach (var line in TextFile.Lines(text))
        {
            joined.Append(line);
            if (line.Reverse().TakeWhile(c => c == '\\').Count() % 2 == 1)
            {
                joined.Append('\n');
                continue;
            }
            yield return joined.ToString();
            joined.Clear();
        }
    }

    private static (string Key, string Value)? Split(string line)
    {
        var key = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '=')
                return (key.ToString(), Unescape(line[(i + 1)..]));
            if (line[i] == '\\' && i + 1 < line.Length)
                i++;
            key.Append(line[i]);
        }
        return null;
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
                i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }

    private static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
        {
            if (c is '=' or ';' or '#' or '\\' or '\n')
                text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }
}
