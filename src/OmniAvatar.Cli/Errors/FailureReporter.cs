using OmniAvatar.Silos.Hosting.Servers;

namespace OmniAvatar.Cli.Errors;

/// <summary>Says what went wrong in one sentence on standard error and chooses the exit status.</summary>
internal sealed class FailureReporter(TextWriter error, bool verbose)
{
    public const int InterruptedExitCode = ExitCodes.Interrupted;

    private const int TooManyOpenFiles = 24;

    /// <summary>Writes one line (with --verbose, the stack trace after it) and returns the exit status.</summary>
    public int Report(Exception failure)
    {
        var (sentence, exitCode) = Describe(failure);
        error.WriteLine(sentence);
        if (verbose)
            error.WriteLine(failure);
        return exitCode;
    }

    /// <summary>The sentence and the exit status of a failure.</summary>
    public static (string Sentence, int ExitCode) Describe(Exception failure) =>
        failure switch
        {
            OmniAvatarException known => (OneLine(known.Message), ExitCodes.Of(known.Kind)),
            OperationCanceledException => (
                "Interrupted; the same command continues where this one stopped.",
                InterruptedExitCode
            ),
            AggregateException { InnerExceptions: [var only] } => Describe(only),
            IOException { HResult: TooManyOpenFiles } => (
                "This process may not open more files; allow it more with ulimit -n 1024 and run the same "
                    + "command again.",
                ExitCodes.Failed
            ),
            _ when FileFailure.Is(failure) => (
                $"A file could not be used: {OneLine(failure.Message).TrimEnd('.')}; --verbose shows where.",
                ExitCodes.Failed
            ),
            _ => (
                $"Something unexpected went wrong ({failure.GetType().Name}: {OneLine(failure.Message)}); "
                    + "--verbose shows where.",
                ExitCodes.Failed
            ),
        };

    private static string OneLine(string message) =>
        string.Join(
            ' ',
            message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
}
