using System.CommandLine;
using System.CommandLine.Help;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Cli.Datasets;
using OmniAvatar.Cli.Errors;
using OmniAvatar.Cli.Inspection;
using OmniAvatar.Cli.Output;
using OmniAvatar.Cli.Remote;
using OmniAvatar.Cli.Remote.Webhooks;
using OmniAvatar.Cli.Serving;
using OmniAvatar.Cli.Training;
using OmniAvatar.Files;

namespace OmniAvatar.Cli;

/// <summary>The command line: every command, one way to report failures, one way to be interrupted.</summary>
internal static class CommandLineApp
{
    /// <summary>A command and not a RootCommand, which would call itself by this assembly's name in its help.</summary>
    public static Command Create()
    {
        var command = new Command("omniavatar", "Renders talking-avatar video from one picture, speech and a prompt.")
        {
            new HelpOption(),
            new VersionOption(),
            RenderCommand.Create(),
            ServeCommand.Create(),
            SubmitCommand.Create(),
            EstimateCommand.Create(),
            WatchCommand.Create(),
            RemixCommand.Create(),
            FetchCommand.Create(),
            WebhooksCommand.Create(),
            VerifyCommand.Create(),
            ModelsCommand.Create(),
            InspectCommand.Create(),
            DoctorCommand.Create(),
            CommonOptions.Verbose,
        };
        foreach (var asked in VideoCommands.Create())
            command.Add(asked);
        foreach (var training in Training())
            command.Add(training);
        return command;
    }

    /// <summary>Runs one command line. Returns the exit status: 0 done, 1 failed, 2 wrong use, 3 bad input, 130
    /// interrupted.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var console = new ConsoleGuard();
        return console.ExitCodeOf(await ParseAndRunAsync(args));
    }

    private static Command[] Training() =>
        [TrainCommand.Create(), CurateCommand.Create(), DatasetCommand.Create(), EvaluateCommand.Create()];

    private static async Task<int> ParseAndRunAsync(string[] args)
    {
        // No response files and no bundling: a prompt may begin with '@', and '-x' is a mistake to name, not three
        // options.
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = Create().Parse(args, parsing);
        var reporter = new FailureReporter(Console.Error, parsed.GetValue(CommonOptions.Verbose));
        if (NamesInUtf8.FindProblem() is { } problem)
            return reporter.Report(new WrongUseException(problem));
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            return reporter.Report(ParseFailure.Describe(parsed));

        using var interruption = new Interruption();
        try
        {
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, interruption.Token);
        }
        catch (Exception e)
        {
            return reporter.Report(e);
        }
    }
}
