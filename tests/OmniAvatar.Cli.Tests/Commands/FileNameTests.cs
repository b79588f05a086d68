using System.Diagnostics;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Commands;

/// <summary>What a shell can hand to a command and another program cannot: names that are not UTF-8, closed streams, no
/// home.</summary>
public sealed class FileNameTests : IDisposable
{
    private const string Inputs = "--image p.png --prompt x";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose()
    {
        // .NET cannot name the files that are not UTF-8.
        using var remove = Process.Start("rm", ["-rf", _folder.FullName]);
        remove.WaitForExit();
    }

    [Theory]
    [InlineData("--audio talk.mp4 --output talk.mp4")]
    [InlineData("--audio talk.mp4 --output ./link.mp4")]
    [InlineData("--audio link.mp4 --output talk.mp4")]
    public async Task Render_OutputThatIsTheSound_IsRefusedAndTheSoundStays(string options)
    {
        File.WriteAllText(PathOf("talk.mp4"), "the recording");
        File.CreateSymbolicLink(PathOf("link.mp4"), "talk.mp4");

        (await ShellAsync($"omniavatar render {Inputs} {options}")).ShouldFail(
            2,
            "--output would write over the sound"
        );

        File.ReadAllText(PathOf("talk.mp4")).ShouldBe("the recording");
    }

    [Fact]
    public async Task Render_OutputThatIsASpeakersTrack_IsRefused()
    {
        File.WriteAllText(PathOf("talk.mp4"), "the recording");
        File.WriteAllText(PathOf("s.json"), """{"speakers":[{"picture":"p.png","prompt":"x","audio":"talk.mp4"}]}""");

        (await ShellAsync("omniavatar render --speakers s.json --output talk.mp4")).ShouldFail(
            2,
            "--output would write over the sound"
        );
    }

    [Fact]
    public async Task Render_OutputThatIsAPipe_IsRefusedAndStaysAPipe()
    {
        (await ShellAsync($"mkfifo o.mp4; omniavatar render {Inputs} --audio a.wav --output o.mp4")).ShouldFail(
            1,
            "is a pipe"
        );
        (await ShellAsync("test -p o.mp4")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Render_NameThatIsNotUtf8_IsRefusedWithItsBytes()
    {
        (await ShellAsync($"omniavatar render {Inputs} --audio a.wav --output $'caf\\xe9.mp4'")).ShouldFail(
            2,
            @"'caf\xe9.mp4' is not UTF-8"
        );
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task Render_CurrentFolderThatIsNotUtf8_IsRefused() =>
        (
            await ShellAsync(
                $"mkdir $'caf\\xe9'; cd $'caf\\xe9'; omniavatar render {Inputs} --audio a.wav --output o.mp4"
            )
        ).ShouldFail(2, "current folder is not UTF-8");

    [Theory]
    [InlineData("evaluate --generated g --reference r --output ''", "--output is empty")]
    [InlineData("render --image '' --audio a.wav --prompt x --output o.mp4", "--image is empty")]
    [InlineData("models create ''", "DIR is empty")]
    public async Task Command_EmptyName_IsWrongUse(string line, string because) =>
        (await ShellAsync($"omniavatar {line}")).ShouldFail(2, because);

    [Fact]
    public async Task Command_OutputThatTakesNothing_SaysSo() =>
        (await ShellAsync("omniavatar render --help >/dev/full")).ShouldFail(1, "No space left on device");

    [Fact]
    public async Task Doctor_HomeThatIsNotThere_AsksForData()
    {
        (await ShellAsync("env -u XDG_DATA_HOME HOME=/nonexistent dotnet \"$OMNIAVATAR\" doctor")).ShouldFail(
            2,
            "--data"
        );
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    private async Task<CliResult> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"omniavatar() {{ dotnet \"$OMNIAVATAR\" \"$@\"; }}; {script}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["OMNIAVATAR"] = Path.Combine(AppContext.BaseDirectory, "OmniAvatar.Cli.dll");
        using var process = Process.Start(start)!;
        return await CliProcess.FinishAsync(process);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
