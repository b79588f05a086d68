using System.Text.RegularExpressions;
using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;

namespace OmniAvatar.Media.Finishing;

/// <summary>
/// The file behind <c>--chapters</c>: either a time and a title a line, as podcasters write them below an episode, or
/// ffmpeg's own form of metadata, whose chapters count.
/// <code>
/// 00:00 Welcome                      ;FFMETADATA1
/// 12:30 - The first machine          [CHAPTER]
/// 1:04:00 Questions                  TIMEBASE=1/1000 …
/// </code>
/// </summary>
public static partial class ChaptersFile
{
    private const long MostBytes = 1 << 20;
    private const int MostChapters = 1000;
    private const int LongestTitle = 1000;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="milliseconds">Length of the recording.</param>
    /// <exception cref="BadInputException">It cannot be read, or a line is not what it should be.</exception>
    public static IReadOnlyList<Chapter> Read(string path, long milliseconds) =>
        Parse(TextFile.Read("chapters file", path, MostBytes), path, milliseconds);

    internal static IReadOnlyList<Chapter> Parse(string text, string name, long milliseconds)
    {
        var chapters = Metadata.IsMetadata(text) ? Metadata.Chapters(text, name) : Lines(text, name);
        if (chapters.Count is 0 or > MostChapters)
            throw Bad(name, $"has {chapters.Count} chapters, and 1 to {MostChapters} are allowed");
        for (var i = 0; i < chapters.Count; i++)
        {
            var (start, title) = chapters[i];
            if (i > 0 && start <= chapters[i - 1].Start)
                throw Bad(
                    name,
                    $"is out of order at {ClockTime.Text(start)}: each chapter begins after the one before"
                );
            if (start >= milliseconds)
                throw Bad(
                    name,
                    $"has a chapter at {ClockTime.Text(start)}, but the sound ends at {ClockTime.Text(milliseconds)}"
                );
            if (title.Length is 0 or > LongestTitle || title.Any(char.IsControl))
                throw Bad(
                    name,
                    $"has a chapter at {ClockTime.Text(start)} whose title is not a text of 1 to {LongestTitle} characters"
                );
        }
        return chapters;
    }

    internal static BadInputException Bad(string name, string problem) => new($"The chapters file {name} {problem}.");

    private static List<Chapter> Lines(string text, string name)
    {
        var chapters = new List<Chapter>();
        var number = 0;
        foreach (var line in TextFile.Lines(text))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var match = Line().Match(line);
            chapters.Add(
                match.Success && ClockTime.Parse(match.Groups["time"].ValueSpan) is { } start
                    ? new Chapter(start, match.Groups["title"].Value)
                    : throw Bad(
                        name,
                        $"is not valid in line {number}: a line is a time and a title, such as '12:30 Questions'"
                    )
            );
        }
        return chapters;
    }

    [GeneratedRegex(@"^\s*[\[(]?(?<time>[0-9:.,]+)[\])]?\s*(?:[-–—|]\s*|\s)(?<title>\S.*?)\s*$")]
    private static partial Regex Line();
}
