using System.Text;

namespace OmniAvatar.Media.Processes;

/// <summary>
/// Texts from outside in FFMpegCore's argument line. FFMpegCore puts paths between quotes as they are; the framework
/// then splits the line into the argument list of the new process (no shell ever sees it). These escapes make every
/// text survive that as one argument.
/// </summary>
internal static class Argument
{
    /// <summary>A path as the inside of FFMpegCore's quotes, always a local file: <c>-x</c>, <c>http:…</c> or
    /// <c>concat:…</c> are names.</summary>
    public static string LocalFile(string path) => Escape("file:" + InputFile.ForOtherProcess(path));

    /// <summary>A whole argument, quotes included.</summary>
    public static string Quote(string text) => $"\"{Escape(text)}\"";

    /// <summary>A text as the inside of FFMpegCore's quotes.</summary>
    public static string Inside(string text) => Escape(text);

    private static string Escape(string text)
    {
        if (text.Contains('\0'))
            throw new BadInputException("A file name or text contains a zero byte.");
        var escaped = new StringBuilder(text.Length);
        var backslashes = 0;
        foreach (var c in text)
        {
            if (c == '"')
                escaped.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            escaped.Append(c);
        }
        return escaped.Append('\\', backslashes).ToString();
    }
}
