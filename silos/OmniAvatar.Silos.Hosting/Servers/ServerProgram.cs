using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.Options;
using OmniAvatar.Files;
using OmniAvatar.Storage;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Runs the command line of a server: failures are one sentence on standard error and an exit
/// status.</summary>
public static class ServerProgram
{
    /// <summary>Parses and runs. Returns 0 if stopped on request, 1 if failed, 2 for wrong use, 3 for bad
    /// input.</summary>
    /// <param name="commands">What the program can do.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<int> RunAsync(IEnumerable<Command> commands, string[] arguments)
    {
        if (NamesInUtf8.FindProblem() is { } problem)
            return Report(problem, ExitCodes.WrongUse);
        PrivateFiles.ByDefault();
        var root = new Command("omniavatar", "Renders talking-avatar video on a cluster.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        foreach (var command in commands)
            root.Subcommands.Add(command);
        var parsed = root.Parse(
            arguments,
            new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false }
        );
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            return Report(parsed.Errors[0].Message, ExitCodes.WrongUse);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (OmniAvatarException e)
        {
            return Report(e.Message, ExitCodes.Of(e.Kind));
        }
        catch (OptionsValidationException e)
        {
            return Report(string.Join(' ', e.Failures), ExitCodes.WrongUse);
        }
        catch (Exception e)
        {
#pragma warning disable RS0030 // Nothing logs yet, or no more: what ends a process goes to its standard error.
            Console.Error.WriteLine(e);
#pragma warning restore RS0030
            return Report($"Something unexpected went wrong ({e.GetType().Name}: {e.Message}).", ExitCodes.Failed);
        }
    }

    private static int Report(string sentence, int exitCode)
    {
#pragma warning disable RS0030 // As above.
        Console.Error.WriteLine(
            string.Join(
                ' ',
                sentence.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
        );
#pragma warning restore RS0030
        return exitCode;
    }
}
