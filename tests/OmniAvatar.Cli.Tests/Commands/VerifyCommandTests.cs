using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Tests;

namespace OmniAvatar.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-verify-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verify_NoSuchFolder_IsBadInput()
    {
        var result = await CliCommand.RunAsync("verify", Path.Combine(_folder.FullName, "nowhere"));

        result.ShouldFail(3, "nowhere");
    }

    [Fact]
    public async Task Verify_EmptyFolder_Fails()
    {
        var result = await CliCommand.RunAsync("verify", _folder.FullName);

        result.ExitCode.ShouldBe(1, result.Error);
    }

    [Fact]
    public async Task Verify_GoldenFolder_PassesEveryCaseAndCountsThemInItsLastLine()
    {
        var result = await CliCommand.RunAsync("verify", GoldenFolder.Root);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.TrimEnd().Split('\n')[^1].ShouldMatch("^[1-9][0-9]* passed, 0 failed$");
    }
}
