using System.Globalization;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Takes values out of a form, each checked; what nobody takes is an error that names it.</summary>
internal sealed class FieldReader(IReadOnlyDictionary<string, string> texts)
{
    private readonly HashSet<string> _taken = [];

    public string? Text(string name, int longest)
    {
        _taken.Add(name);
        if (!texts.TryGetValue(name, out var text)) return null;
        if (text.Length > longest) throw Refusals.Invalid(name, $"'{name}' may have at most {longest} characters.");
        if (text.Contains('\0')) throw Refusals.Invalid(name, $"'{name}' contains a zero character.");
        return text;
    }

    public long? Whole(string name, long least, long most) => Text(name, 32) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw Refusals.Invalid(name, $"'{name}' takes a whole number from {least} to {most}."),
    };

    public double? Real(string name, double least, double most) => Text(name, 32) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw Refusals.Invalid(name, string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {least} to {most}.")),
    };

    /// <summary>One of a few words, or the fallback where the field is absent.</summary>
    public T OneOf<T>(string name, T fallback, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(name, 32) is not { } text) return fallback;
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (word == text) return value;
            words.Add(word);
        }
        throw Refusals.Invalid(name, $"'{name}' is {string.Join(" or ", words)}.");
    }

    /// <summary>Refuses the fields that were not asked for.</summary>
    public void Finish()
    {
        foreach (var name in texts.Keys)
            if (!_taken.Contains(name)) throw Refusals.Invalid(Shorten(name), $"Unknown parameter '{Shorten(name)}'.", "unknown_parameter");
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
