using System.Text;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>A path as the value of a filter's option. ffmpeg reads it twice, as part of the graph and as part of the
/// options, and the command line is split before; each takes one layer of escapes away.</summary>
internal static class FilterValue
{
    public static string OfPath(string path) =>
        Argument.Inside(Escape(Escape(Path.GetFullPath(path), @"\':"), @"\'[],;"));

    private static string Escape(string text, string special)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (special.Contains(c))
                escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
