using System.CommandLine;
using System.CommandLine.Parsing;
using OmniAvatar.Planning;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Hosting.CommandLine;

/// <summary>Creates options whose values are checked while they are parsed. A wrong value gives one sentence with the
/// allowed values.</summary>
public static class CheckedOption
{
    /// <summary>Any text.</summary>
    public static Option<string> Text(string name, string valueName, string description, bool required = false) =>
        new(name)
        {
            HelpName = valueName,
            Description = description,
            Required = required,
        };

    /// <summary>A file or a folder; an empty name is wrong use.</summary>
    public static Option<string> Path(string name, string valueName, string description, bool required = false)
    {
        var option = Text(name, valueName, description, required);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && string.IsNullOrWhiteSpace(value))
                result.AddError($"{name} is empty; it takes a {valueName}.");
        });
        return option;
    }

    /// <summary>An option without a value.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>A whole number in a range.</summary>
    public static Option<long?> Whole(string name, string description, long least, long most) =>
        Of(name, "N", description, ValueForms.Whole(least, most));

    /// <summary>A number in a range.</summary>
    public static Option<double?> Real(string name, string valueName, string description, double least, double most) =>
        Of(name, valueName, description, ValueForms.Real(least, most));

    /// <summary>A video size.</summary>
    public static Option<VideoSize?> Size(string name, string description) =>
        Of(name, "WxH", description, ValueForms.Size);

    /// <summary>One of a few words.</summary>
    public static Option<string?> OneOf(string name, string description, params string[] words)
    {
        var form = ValueForms.OneOf(words);
        return new Option<string?>(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result => Read(result, name, result.Tokens[0].Value, form),
        };
    }

    /// <summary>Reads a text in a form; a text without a value in this form is an error of the command line.</summary>
    /// <param name="result">Takes the error.</param>
    /// <param name="source">Where the text came from: an option or a variable.</param>
    /// <param name="text">What was given.</param>
    /// <param name="form">What it may be.</param>
    internal static T? Read<T>(ArgumentResult result, string source, string text, ValueForm<T> form)
    {
        if (form.TryRead(text, out var value))
            return value;
        result.AddError($"{source} {form.Rule}, not '{text}'.");
        return default;
    }

    private static Option<T?> Of<T>(string name, string valueName, string description, ValueForm<T> form)
        where T : struct =>
        new(name)
        {
            HelpName = valueName,
            Description = description,
            CustomParser = result => Read(result, name, result.Tokens[0].Value, form),
        };
}
