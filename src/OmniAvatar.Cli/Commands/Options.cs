using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OmniAvatar.Cli.Commands;

/// <summary>Makes options whose values are checked while they are parsed; a wrong value is one sentence that names the
/// range.</summary>
internal static class Options
{
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

    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    public static Option<long?> Whole(string name, string description, long least, long most) =>
        new(name)
        {
            HelpName = "N",
            Description = description,
            CustomParser = result => ParseWhole(result, name, least, most),
        };

    public static Option<double?> Real(string name, string valueName, string description, double least, double most) =>
        new(name)
        {
            HelpName = valueName,
            Description = description,
            CustomParser = result => ParseReal(result, name, least, most),
        };

    /// <summary>One of a few words.</summary>
    public static Option<string?> OneOf(string name, string description, params string[] words) =>
        new(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (!words.Contains(word))
                    result.AddError($"{name} is {string.Join(" or ", words)}, not '{word}'.");
                return word;
            },
        };

    private static long? ParseWhole(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens[0].Value;
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        result.AddError($"{name} takes a whole number from {least} to {most}, not '{text}'.");
        return null;
    }

    private static double? ParseReal(ArgumentResult result, string name, double least, double most)
    {
        var text = result.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        result.AddError(
            string.Create(CultureInfo.InvariantCulture, $"{name} takes a number from {least} to {most}, not '{text}'.")
        );
        return null;
    }
}
