using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>Where <see cref="RenderChoices"/> hold the value of an option, and how it is written.</summary>
internal sealed record ChoiceValue(
    string Rule,
    string Range,
    ValueShape Shape,
    bool IsText,
    Func<string, RenderChoices, RenderChoices?> Choose,
    Func<RenderChoices, RenderChoices> Without,
    Func<RenderChoices, string?> TextOf
)
{
    public static ChoiceValue Whole(
        long least,
        long most,
        Func<RenderChoices, long?> get,
        Func<RenderChoices, long?, RenderChoices> with
    ) => Of(ValueForms.Whole(least, most), get, with);

    public static ChoiceValue Real(
        double least,
        double most,
        Func<RenderChoices, double?> get,
        Func<RenderChoices, double?, RenderChoices> with
    ) => Of(ValueForms.Real(least, most), get, with);

    /// <summary>A number, a size or one of a set.</summary>
    public static ChoiceValue Of<T>(
        ValueForm<T> form,
        Func<RenderChoices, T?> get,
        Func<RenderChoices, T?, RenderChoices> with
    )
        where T : struct =>
        new(
            form.Rule,
            form.Range,
            form.Shape,
            IsText: false,
            (text, choices) => form.TryRead(text, out var value) ? with(choices, value) : null,
            choices => with(choices, null),
            choices => get(choices) is { } value ? form.Write(value) : null
        );

    /// <summary>A text or a word.</summary>
    public static ChoiceValue Of(
        ValueForm<string> form,
        Func<RenderChoices, string?> get,
        Func<RenderChoices, string?, RenderChoices> with
    ) =>
        new(
            form.Rule,
            form.Range,
            form.Shape,
            IsText: form == ValueForms.Text,
            (text, choices) => form.TryRead(text, out var value) ? with(choices, value) : null,
            choices => with(choices, null),
            get
        );
}
