using System.Globalization;
using System.Text;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>
/// Captions as a document of SubStation Alpha, from which libass draws them at the picture's foot. The font is one of
/// ours, so that every machine draws the same; only characters that it lacks come from the machine's fonts.
/// </summary>
internal static class CaptionDrawing
{
    /// <summary>The folder of our font.</summary>
    public static string FontsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Fonts");

    private const string Font = "DejaVu Sans";
    private const int LeastSize = 10; // pixels; below, letters are blots

    /// <summary>A document.</summary>
    /// <param name="captions">By frames of the file that is drawn into.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="framesPerSecond">Of the file.</param>
    public static string Write(IReadOnlyList<BurntCaption> captions, int width, int height, int framesPerSecond)
    {
        var size = Math.Max(LeastSize, Math.Min(width, height) / 14);
        var (outline, margin) = (Math.Max(1, size / 12), Math.Max(4, height / 24));
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
            Style: Default,{Font},{size},&H00FFFFFF,&H00000000,&H00000000,1,{outline},0,2,{width / 20},{width
                / 20},{margin}

            [Events]
            Format: Layer, Start, End, Style, Text

            """
        );
        foreach (var (first, end, shown) in captions)
            text.Append(
                CultureInfo.InvariantCulture,
                $"Dialogue: 0,{Between(first, framesPerSecond)},{Between(end, framesPerSecond)},Default,{Escape(shown)}\n"
            );
        return text.ToString();
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
