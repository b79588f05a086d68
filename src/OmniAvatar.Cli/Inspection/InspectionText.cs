using System.Globalization;
using OmniAvatar.Media.Provenance;

namespace OmniAvatar.Cli.Inspection;

/// <summary>What a video says of itself, for people.</summary>
internal static class InspectionText
{
    private const int NameWidth = 14;
    private const int LongestText = 200;
    private const int MostChapters = 100;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(VideoInspection found) =>
        Origin(found).Concat(Basics(found.Basics)).Concat(Chapters(found.Basics.Chapters));

    private static IEnumerable<string> Origin(VideoInspection found)
    {
        var said = found.Statement;
        if (said.IsEmpty)
            yield return found.HasContentCredentials
                ? "The file says how it was made in content credentials (C2PA) only, which this command does not read."
                : "The file does not say how it was made.";
        else
            yield return Line("AI-generated", Share(said.DigitalSourceType));
        if (said.CreatorTool is { } tool)
            yield return Line("Made with", tool);
        if (said.Model is { } model)
            yield return Line("Model", model);
        if (said.ModelIdentity is { } identity)
            yield return Line("Model identity", identity);
        if (said.Job is { } job)
            yield return Line("Job", job);
        if (said.RequestSha256 is { } hash)
            yield return Line("Request", $"SHA-256 {hash}");
        if (found.HasContentCredentials && !said.IsEmpty)
            yield return Line("Credentials", "C2PA; this command does not verify them");
    }

    private static string Share(string? type) =>
        SourceTypes.ShareOf(type) switch
        {
            AiShare.All => $"yes: {SourceTypes.WordsOf(type)}",
            AiShare.Part => $"in part: {SourceTypes.WordsOf(type)}",
            AiShare.None => $"no: {SourceTypes.WordsOf(type)}",
            _ when type is null => "the file does not say",
            _ => $"unknown: the file names the source type {type}",
        };

    private static IEnumerable<string> Basics(VideoBasics video)
    {
        if (video.Title is { } title)
            yield return Line("Title", title);
        if (video.Artist is { } artist)
            yield return Line("Artist", artist);
        yield return Line("Duration", video.Seconds is { } seconds ? Time(seconds) : "the file does not say");
        yield return Line(
            "Video",
            string.Create(CultureInfo.InvariantCulture, $"{video.VideoCodec}, {video.Width}x{video.Height}")
                + (
                    video.FrameRate is { } rate
                        ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.###} frames per second")
                        : ""
                )
        );
        yield return Line("Sound", video.SoundCodec ?? "none");
    }

    private static IEnumerable<string> Chapters(IReadOnlyList<Chapter> chapters)
    {
        foreach (var chapter in chapters.Take(MostChapters))
            yield return Line("Chapter", $"{Time(chapter.StartSeconds)}  {chapter.Title}");
        if (chapters.Count > MostChapters)
            yield return Line(
                "",
                string.Create(CultureInfo.InvariantCulture, $"and {chapters.Count - MostChapters} more")
            );
    }

    /// <summary>Hours, minutes, and seconds to a hundredth.</summary>
    private static string Time(double seconds)
    {
        var minutes = Math.Floor(seconds / 60);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(minutes / 60):0}:{minutes % 60:00}:{seconds - minutes * 60:00.00}"
        );
    }

    /// <summary>One line. What a file says may be long, and may hold what a terminal would obey.</summary>
    private static string Line(string name, string text)
    {
        var shown = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return $"{name.PadRight(NameWidth)}  {string.Concat(shown.Select(c => char.IsControl(c) ? ' ' : c))}".TrimEnd();
    }
}
