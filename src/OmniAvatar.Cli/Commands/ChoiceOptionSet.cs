using System.CommandLine;
using System.CommandLine.Parsing;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;

namespace OmniAvatar.Cli.Commands;

/// <summary>Options of the table on a command line: each is checked while it is parsed.</summary>
internal sealed class ChoiceOptionSet(IReadOnlyList<RenderOption> table)
{
    private static readonly RenderChoices Nothing = new() { Prompts = [] };

    private readonly (RenderOption Choice, Option<string?> Option)[] _options =
    [
        .. table.Select(choice => (choice, OptionOf(choice))),
    ];

    public IEnumerable<Option> All => _options.Select(pair => pair.Option);

    /// <summary>Adds a sentence to the help of an option that means more to this command.</summary>
    public void AddToHelp(RenderOption choice, string sentence) =>
        _options.Single(pair => pair.Choice == choice).Option.Description += " " + sentence;

    /// <summary>What was chosen.</summary>
    public RenderChoices Read(ParseResult parsed, IReadOnlyList<string> prompts) =>
        _options.Aggregate(
            new RenderChoices { Prompts = prompts },
            (choices, pair) =>
                parsed.GetValue(pair.Option) is { } text ? pair.Choice.TryChoose(text, choices)! : choices
        );

    private static Option<string?> OptionOf(RenderOption choice) =>
        new(choice.Switch)
        {
            HelpName = choice.ValueName,
            Description = choice.Help,
            Arity = choice.Implied is null ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
            CustomParser = result => Check(result, choice),
        };

    private static string Check(ArgumentResult result, RenderOption choice)
    {
        var text = result.Tokens is [var token, ..] ? token.Value : choice.Implied!;
        if (choice.TryChoose(text, Nothing) is null)
            result.AddError($"{choice.Switch} {choice.Rule}, not '{text}'.");
        return text;
    }
}
