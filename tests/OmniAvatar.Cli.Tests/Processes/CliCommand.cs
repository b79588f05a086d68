namespace OmniAvatar.Cli.Tests.Processes;

/// <summary>
/// Runs a command line inside the tests' own process. Starting a process and compiling its code again cost three
/// times what a short render costs. Tests of signals, environments and closed streams use <see cref="CliProcess"/>.
/// </summary>
public static class CliCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The console's streams belong to the whole process, so one command runs at a time.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TimeoutException">It does not come to an end.</exception>
    public static async Task<CliResult> RunAsync(params string[] arguments)
    {
        if (!await OneAtATime.WaitAsync(Patience))
            throw new TimeoutException($"Another command was still running after {Patience}.");
        var (output, error) = (new StringWriter(), new StringWriter());
        var (formerOutput, formerError) = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(error);
        var run = CommandLineApp.RunAsync(arguments);
        try
        {
            return new CliResult(await run.WaitAsync(Patience), $"{output}", $"{error}");
        }
        finally
        {
            // A command that hangs keeps the console: nobody else's output shall be mixed with its own.
            if (run.IsCompleted)
            {
                Console.SetOut(formerOutput);
                Console.SetError(formerError);
                OneAtATime.Release();
            }
        }
    }
}
