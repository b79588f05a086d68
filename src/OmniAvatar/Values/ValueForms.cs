using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OmniAvatar.Planning;

namespace OmniAvatar.Values;

/// <summary>The forms of values that options and fields have.</summary>
public static class ValueForms
{
    /// <summary>Any text.</summary>
    public static ValueForm<string> Text { get; } = new("takes a text", "", ReadText, text => text);

    /// <summary>A text of one line that is not empty.</summary>
    /// <param name="most">Most characters, as .NET counts them.</param>
    public static ValueForm<string> Line(int most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"1 to {most} characters");
        return new ValueForm<string>($"takes one line of {range}", range, Read, text => text)
        {
            Shape = new ValueShape.Text(most),
        };

        bool Read(string text, out string value)
        {
            value = text;
            return text.Length <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
        }
    }

    /// <summary>A video size.</summary>
    public static ValueForm<VideoSize> Size { get; } =
        new("is WIDTHxHEIGHT in pixels, such as 720x400", "", VideoSize.TryParse, size => size.ToString())
        {
            Shape = new ValueShape.Patterned("^[0-9]+x[0-9]+$", "720x400"),
        };

    /// <summary>A whole number in a range, be it written as <c>42.0</c>.</summary>
    public static ValueForm<long> Whole(long least, long most)
    {
        return new ValueForm<long>(
            $"takes a whole number from {least} to {most}",
            most == long.MaxValue ? $"from {least}" : $"{least} to {most}",
            Read,
            number => number.ToString(CultureInfo.InvariantCulture)
        )
        {
            Shape = new ValueShape.Whole(least, most),
        };

        bool Read(string text, out long number) => TryReadWhole(text, out number) && number >= least && number <= most;
    }

    /// <summary>A number in a range.</summary>
    public static ValueForm<double> Real(double least, double most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return new ValueForm<double>(
            $"takes a number from {range}",
            range,
            Read,
            number => number.ToString(CultureInfo.InvariantCulture)
        )
        {
            Shape = new ValueShape.Real(least, most),
        };

        bool Read(string text, out double number) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && number >= least
            && number <= most;
    }

    /// <summary>One of a few words, each for a value.</summary>
    public static ValueForm<T> OneOf<T>(params (string Word, T Value)[] words)
    {
        var all = string.Join(" or ", words.Select(word => word.Word));
        return new ValueForm<T>($"is {all}", "", Read, value => words.First(word => Equals(word.Value, value)).Word)
        {
            Shape = new ValueShape.Words([.. words.Select(word => word.Word)]),
        };

        bool Read(string text, [MaybeNullWhen(false)] out T value)
        {
            var index = Array.FindIndex(words, word => word.Word == text);
            value = index < 0 ? default : words[index].Value;
            return index >= 0;
        }
    }

    /// <summary>One of a few words.</summary>
    public static ValueForm<string> OneOf(params string[] words) => OneOf([.. words.Select(word => (word, word))]);

    private static bool ReadText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryReadWhole(string text, out long number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return true;
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
        if (!isNumber || real != decimal.Truncate(real) || Math.Abs(real) > long.MaxValue)
            return false;
        number = (long)real;
        return true;
    }
}
