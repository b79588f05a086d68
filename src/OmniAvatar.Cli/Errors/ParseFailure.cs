using System.CommandLine;
using OmniAvatar.Values;

namespace OmniAvatar.Cli.Errors;

/// <summary>Turns what the parser found into one sentence that names the way out.</summary>
internal static class ParseFailure
{
    public static WrongUseException Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.FirstOrDefault(IsOption) is { } option)
            return UnknownOption(option, command);
        if (parsed.UnmatchedTokens.FirstOrDefault() is { } token)
            return UnknownWord(token, command);
        if (MissingOptions(parsed) is { Length: > 0 } missing)
            return Missing(command, missing);
        if (command.Subcommands.Count > 0 && command.Action is null)
            return new WrongUseException(
                $"'{command.Name}' needs a command: {string.Join(" or ", command.Subcommands.Select(c => c.Name))}."
            );
        return new WrongUseException(parsed.Errors[0].Message);
    }

    /// <summary>Options without which the command does nothing.</summary>
    public static WrongUseException Missing(Command command, IReadOnlyList<string> options) =>
        new($"'{command.Name}' needs {string.Join(" and ", options)}; {Help(command)} lists its options.");

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static WrongUseException UnknownOption(string token, Command command)
    {
        var name = token.Split('=')[0];
        var options = command.Options.Concat(
            command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive))
        );
        var nearest = Nearest.Of(name, options.Where(o => !o.Hidden).Select(o => o.Name));
        return new WrongUseException($"'{name}' is not an option of '{command.Name}'; the nearest is '{nearest}'.");
    }

    private static WrongUseException UnknownWord(string token, Command command) =>
        command.Subcommands.Count > 0
            ? new WrongUseException(
                $"'{token}' is not a command; the nearest is "
                    + $"'{Nearest.Of(token, command.Subcommands.Select(c => c.Name))}'."
            )
            : new WrongUseException(
                $"'{command.Name}' does not know what to do with '{token}'; {Help(command)} lists its options."
            );

    private static string[] MissingOptions(ParseResult parsed) =>
        [
            .. parsed
                .CommandResult.Command.Options.Where(o =>
                    o.Required && parsed.GetResult(o) is null or { Implicit: true }
                )
                .Select(o => o.Name),
        ];

    private static string Help(Command command) => $"'{string.Join(' ', Path(command).Reverse())} --help'";

    private static IEnumerable<string> Path(Command? command)
    {
        for (; command is not null; command = command.Parents.OfType<Command>().FirstOrDefault())
            yield return command.Name;
    }
}
