using System.Globalization;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>
/// Takes values out of a form, each checked; what nobody takes is an error that names it. A field that is sent empty is
/// absent, as forms send those that nobody filled in.
/// </summary>
internal sealed class FieldReader(IReadOnlyDictionary<string, string> texts)
{
    private const int LongestWord = 32;

    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, string> _sentAs = [];

    /// <summary>The value of a field as it came, or null where it did not.</summary>
    public string? Text(string name, int longest)
    {
        _taken.Add(name);
        if (!texts.TryGetValue(name, out var text))
            return null;
        if (text.Length > longest)
            throw Refusals.Invalid(name, $"'{name}' may have at most {longest} characters.");
        if (text.Contains('\0'))
            throw Refusals.Invalid(name, $"'{name}' contains a zero character.");
        return text;
    }

    /// <summary>A short text; null where the field is absent or empty.</summary>
    public string? Word(string name, int longest = LongestWord) =>
        Text(name, longest) is { Length: > 0 } text ? text : null;

    /// <summary>The one of two names for the same thing that was sent, or the first.</summary>
    /// <exception cref="ApiException">Both were.</exception>
    public string OneName(string name, string alias)
    {
        var (first, second) = (Word(name), Word(alias));
        if (second is null)
            return name;
        if (first is not null)
            throw Refusals.Invalid(alias, $"'{alias}' is another name of '{name}': send one of them.");
        _sentAs[name] = alias;
        return alias;
    }

    /// <summary>What a field was sent as.</summary>
    public string SentAs(string name) => _sentAs.GetValueOrDefault(name, name);

    /// <summary>A whole number, be it written as <c>42.0</c>.</summary>
    public long? Whole(string name, long least, long most) =>
        Word(name) switch
        {
            null => null,
            var text when TryParseWhole(text, out var number) && number >= least && number <= most => number,
            _ => throw Refusals.Invalid(name, $"'{name}' takes a whole number from {least} to {most}."),
        };

    public double? Real(string name, double least, double most) =>
        Word(name) switch
        {
            null => null,
            var text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number >= least
                    && number <= most => number,
            _ => throw Refusals.Invalid(
                name,
                string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {least} to {most}.")
            ),
        };

    /// <summary>One of a few words, or the fallback where the field is absent.</summary>
    public T OneOf<T>(string name, T fallback, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Word(name) is not { } text)
            return fallback;
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (word == text)
                return value;
            words.Add(word);
        }
        throw Refusals.Invalid(name, $"'{name}' is {string.Join(" or ", words)}.");
    }

    /// <summary>Refuses the fields that were not asked for.</summary>
    public void Finish()
    {
        foreach (var name in texts.Keys)
            if (!_taken.Contains(name))
                throw Refusals.Invalid(Shorten(name), $"Unknown parameter '{Shorten(name)}'.", "unknown_parameter");
    }

    private static bool TryParseWhole(string text, out long number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return true;
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
        if (!isNumber || real != decimal.Truncate(real) || Math.Abs(real) > long.MaxValue)
            return false;
        number = (long)real;
        return true;
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
