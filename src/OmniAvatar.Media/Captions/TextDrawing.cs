using System.Globalization;
using System.Text;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>
/// Text as a document of SubStation Alpha, from which libass draws captions at the picture's foot and a mark in its
/// upper right corner. The font is one of ours, so that every machine draws the same; only characters that it lacks
/// come from the machine's fonts.
/// </summary>
internal static class TextDrawing
{
    /// <summary>The folder of our font.</summary>
    public static string FontsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Fonts");

    private const string Font = "DejaVu Sans";
    private const int LeastSize = 10; // pixels; below, letters are blots

    /// <summary>The last time that a document can name, long after every fragment's end.</summary>
    private const string Always = "9:59:59.99";

    /// <summary>A document.</summary>
    /// <param name="drawn">By frames of the file that is drawn into.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="framesPerSecond">Of the file.</param>
    public static string Write(DrawnText drawn, int width, int height, int framesPerSecond)
    {
        var size = Math.Max(LeastSize, Math.Min(width, height) / 14);
        var (outline, side, margin) = (Math.Max(1, size / 12), width / 20, Math.Max(4, height / 24));
        var (markSize, markMargin) = (Math.Max(LeastSize, size * 2 / 3), Math.Max(3, height / 48));
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            [Script Info]
            ScriptType: v4.00+
            PlayResX: {width}
            PlayResY: {height}
            WrapStyle: 0
            ScaledBorderAndShadow: yes

            [V4+ Styles]
            Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV
            Style: Default,{Font},{size},&H00FFFFFF,&H00000000,&H00000000,1,{outline},0,2,{side},{side},{margin}
            Style: Mark,{Font},{markSize},&H40FFFFFF,&H60000000,&H00000000,1,1,0,9,{markMargin},{markMargin},{markMargin}

            [Events]
            Format: Layer, Start, End, Style, Text

            """
        );
        if (drawn.Mark is { } mark)
            Add(Between(0, framesPerSecond), Always, "Mark", mark);
        foreach (var (first, end, shown) in drawn.Captions)
            Add(Between(first, framesPerSecond), Between(end, framesPerSecond), "Default", shown);
        return text.ToString();

        void Add(string start, string end, string style, string shown) =>
            text.Append(CultureInfo.InvariantCulture, $"Dialogue: 0,{start},{end},{style},{Escape(shown)}\n");
    }

    /// <summary>A time between a frame and the one before it: times have hundredths of a second only.</summary>
    private static string Between(int frame, int framesPerSecond)
    {
        var hundredths = Math.Max(0, (long)Math.Round((frame - 0.5) * 100 / framesPerSecond));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{hundredths / 360_000}:{hundredths / 6000 % 60:00}:{hundredths / 100 % 60:00}.{hundredths % 100:00}"
        );
    }

    /// <summary>A word joiner, which is not drawn, keeps a backslash from being a command.</summary>
    private static string Escape(string text) =>
        text.Replace("\\", "\\\u2060", StringComparison.Ordinal)
            .Replace("{", "\\{", StringComparison.Ordinal)
            .Replace("}", "\\}", StringComparison.Ordinal)
            .Replace("\n", "\\N", StringComparison.Ordinal);
}
