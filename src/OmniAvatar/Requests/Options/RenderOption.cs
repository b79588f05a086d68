using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>
/// What a user may choose of a video: what it is called, what it means and what it may be. The command line, the HTTP
/// form and the client have their options from <see cref="RenderOptionTable"/>.
/// </summary>
public sealed class RenderOption
{
    private readonly ChoiceValue _value;

    internal RenderOption(string name, string valueName, string meaning, string fallback, ChoiceValue value) =>
        (Name, ValueName, Meaning, Default, _value) = (name, valueName, meaning, fallback, value);

    /// <summary>Its name as a field of a form or of JSON.</summary>
    public string Name { get; }

    /// <summary>What other servers call the field; null where none has it.</summary>
    public string? Synonym { get; init; }

    /// <summary>Its name on the command line.</summary>
    public string Switch => "--" + Name.Replace('_', '-');

    /// <summary>What stands for its value in help: <c>N</c>, or the words that it may be.</summary>
    public string ValueName { get; }

    /// <summary>What it means, as help begins.</summary>
    public string Meaning { get; }

    /// <summary>What applies where nothing is chosen, in words.</summary>
    public string Default { get; }

    /// <summary>What else to know of its values, or null.</summary>
    public string? Note { get; init; }

    /// <summary>What the option means on the command line without a value; null where it needs one.</summary>
    public string? Implied { get; init; }

    /// <summary>What a sentence that refuses a value says after the option's name.</summary>
    public string Rule => _value.Rule;

    /// <summary>The allowed numbers, for a table; empty if it is not a number.</summary>
    public string Range => _value.Range;

    /// <summary>The allowed values, for programs.</summary>
    public ValueShape Shape => _value.Shape;

    /// <summary>Whether any text will do, the empty one too.</summary>
    public bool IsText => _value.IsText;

    /// <summary>The sentence of the command line's help.</summary>
    public string Help => $"{Meaning} (default: {Default}{(Note is null ? "" : "; " + Note)}).";

    /// <summary>The choices with this one as a text says it; null where the text stands for no value.</summary>
    public RenderChoices? TryChoose(string text, RenderChoices choices) => _value.Choose(text, choices);

    /// <summary>The choices with this one left open.</summary>
    public RenderChoices Without(RenderChoices choices) => _value.Without(choices);

    /// <summary>What is chosen, as a text; null where it is left open.</summary>
    public string? TextOf(RenderChoices choices) => _value.TextOf(choices);
}
