namespace OmniAvatar.Cli.Tests.Processes;

/// <summary>How every failure must look to a user.</summary>
public static class FailureAssertions
{
    /// <summary>The exit status, exactly one sentence on standard error, and no stack trace anywhere.</summary>
    public static void ShouldFail(this CliResult result, int exitCode, string because)
    {
        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.ErrorLines.Length.ShouldBe(1, result.Error);
        result.Error.TrimEnd().ShouldEndWith(".");
        result.Error.ShouldContain(because, Case.Insensitive);
        result.Error.ShouldNotContain("   at ");
        result.Output.ShouldNotContain("   at ");
    }
}
