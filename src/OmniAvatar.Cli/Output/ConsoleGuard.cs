using OmniAvatar.Cli.Errors;

namespace OmniAvatar.Cli.Output;

/// <summary>Puts <see cref="LastingWriter"/>s in front of the console's streams, and takes them away again.</summary>
internal sealed class ConsoleGuard : IDisposable
{
    private readonly TextWriter _formerOutput = Console.Out;
    private readonly TextWriter _formerError = Console.Error;
    private readonly LastingWriter _output;

    public ConsoleGuard()
    {
        _output = new LastingWriter(_formerOutput);
        Console.SetOut(_output);
        Console.SetError(new LastingWriter(_formerError));
    }

    /// <summary>The exit status of a command that ended with another: 1 where standard output did not take all of a
    /// success.</summary>
    public int ExitCodeOf(int exitCode)
    {
        if (_output.Failure is not { } failure || exitCode != 0)
            return exitCode;
        return new FailureReporter(Console.Error, verbose: false).Report(
            new RenderFailedException(
                $"Standard output could not be written ({Reason(failure)}), so part of the command's output is "
                    + "missing; its work is done.",
                failure
            )
        );
    }

    public void Dispose()
    {
        Console.SetOut(_formerOutput);
        Console.SetError(_formerError);
    }

    private static string Reason(Exception failure) =>
        failure is UnauthorizedAccessException ? "it is closed" : failure.Message.TrimEnd('.');
}
