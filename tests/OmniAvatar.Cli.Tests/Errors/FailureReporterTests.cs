using OmniAvatar.Cli.Errors;

namespace OmniAvatar.Cli.Tests.Errors;

public sealed class FailureReporterTests
{
    public static TheoryData<Exception, int> Failures =>
        new()
        {
            { new WrongUseException("No."), 2 },
            { new BadInputException("No."), 3 },
            { new RenderFailedException("No."), 1 },
            { new OutageException("No."), 1 },
            { new DamagedException("No."), 1 },
            { new ResourcesException("No."), 1 },
            { new CancelledException("No."), 1 },
            { new UnexpectedException("No."), 1 },
            { new OperationCanceledException(), 130 },
            { new AggregateException(new BadInputException("No.")), 3 },
            { new InvalidOperationException("first line\nsecond line"), 1 },
            { new IOException("Disk says no."), 1 },
            { new UnauthorizedAccessException("Access to '/x' is denied."), 1 },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Report_Failure_IsOneLineWithItsExitCode(Exception failure, int exitCode)
    {
        var error = new StringWriter();

        var reported = new FailureReporter(error, verbose: false).Report(failure);

        reported.ShouldBe(exitCode);
        error.ToString().TrimEnd('\n').ShouldNotContain('\n');
        error.ToString().TrimEnd().ShouldEndWith(".");
    }

    [Fact]
    public void Describe_FileAccessThatNobodyGuarded_NamesNoExceptionType() =>
        FailureReporter
            .Describe(new FileNotFoundException("Could not find file '/x'."))
            .Sentence.ShouldBe("A file could not be used: Could not find file '/x'; --verbose shows where.");

    [Fact]
    public void Describe_TooManyOpenFiles_SaysWhatToRaise() =>
        FailureReporter.Describe(new IOException("Too many open files", 24)).Sentence.ShouldContain("ulimit -n");

    [Fact]
    public void Report_Verbose_AddsTheStackTrace()
    {
        var error = new StringWriter();

        new FailureReporter(error, verbose: true).Report(Thrown());

        error.ToString().ShouldContain(nameof(Thrown));
    }

    private static Exception Thrown()
    {
        try
        {
            throw new BadInputException("The picture is empty.");
        }
        catch (BadInputException e)
        {
            return e;
        }
    }
}
