using Microsoft.AspNetCore.Http;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Reads checked values from a form. A field that is never read is an error that names it. An empty field
/// counts as absent, because forms send fields that were not filled in.</summary>
internal sealed class FieldReader(IReadOnlyDictionary<string, string> texts)
{
    private const int LongestWord = 32;

    private readonly Dictionary<string, ValueShape> _taken = [];
    private readonly Dictionary<string, string> _sentAs = [];

    /// <summary>Reads what stands in a request's address.</summary>
    public static FieldReader OfQuery(HttpRequest request) =>
        new(request.Query.ToDictionary(field => field.Key, field => field.Value.ToString()));

    /// <summary>Every name that was asked for, sent or not, with what it may be.</summary>
    public IReadOnlyDictionary<string, ValueShape> Asked => _taken;

    /// <summary>The value of a field as it came, or null where it did not.</summary>
    public string? Text(string name, int longest)
    {
        _taken.TryAdd(name, new ValueShape.Text(longest));
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

    /// <summary>Of two names for the same field, the one that was sent, or the first.</summary>
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

    /// <summary>The name under which a field was sent.</summary>
    public string SentAs(string name) => _sentAs.GetValueOrDefault(name, name);

    public long? Whole(string name, long least, long most) => Read(name, ValueForms.Whole(least, most));

    public double? Real(string name, double least, double most) => Read(name, ValueForms.Real(least, most));

    /// <summary>One of a few words, or the fallback where the field is absent.</summary>
    public T OneOf<T>(string name, T fallback, params (string Word, T Value)[] words)
        where T : struct => Read(name, ValueForms.OneOf(words)) ?? fallback;

    /// <summary>One of a few words, or null where the field is absent.</summary>
    public T? Choice<T>(string name, params (string Word, T Value)[] words)
        where T : struct => Read(name, ValueForms.OneOf(words));

    /// <summary>The choices with an option as its field says it, if it was sent.</summary>
    /// <param name="option">The option.</param>
    /// <param name="choices">What was chosen so far.</param>
    /// <param name="longest">Most characters where any text will do.</param>
    public RenderChoices Choose(RenderOption option, RenderChoices choices, int longest)
    {
        var name = option.Synonym is { } synonym ? OneName(option.Name, synonym) : option.Name;
        var text = option.IsText ? Text(name, longest) : Word(name);
        foreach (var asked in new[] { option.Name, option.Synonym }.OfType<string>())
            _taken[asked] = option.IsText ? new ValueShape.Text(longest) : option.Shape;
        if (text is null)
            return choices;
        return option.TryChoose(text, choices) ?? throw Refused(name, option.Rule);
    }

    /// <summary>Refuses the fields that were never read, and names the nearest that there is.</summary>
    public void Finish()
    {
        if (texts.Keys.FirstOrDefault(name => !_taken.ContainsKey(name)) is not { } unknown)
            return;
        var name = Shorten(unknown);
        var nearest = Nearest.Of(name, [.. _taken.Keys, .. References.Names]);
        throw Refusals.Invalid(name, $"Unknown parameter '{name}'; the nearest is '{nearest}'.", "unknown_parameter");
    }

    private T? Read<T>(string name, ValueForm<T> form)
        where T : struct
    {
        var sent = Word(name);
        _taken[name] = form.Shape;
        if (sent is not { } text)
            return null;
        return form.TryRead(text, out var value) ? value : throw Refused(name, form.Rule);
    }

    private static ApiException Refused(string name, string rule) => Refusals.Invalid(name, $"'{name}' {rule}.");

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
