using System.Diagnostics;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The launcher's way to a built program, with an SDK in its place that notes how it is called and compiles
/// nothing.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string ProgramPath = "src/OmniAvatar.Cli/bin/Release/net10.0/OmniAvatar.Cli.dll";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-launcher-");

    public LauncherTests()
    {
        foreach (var folder in (string[])["src", "grains", "silos", "build/launcher"])
            Directory.CreateDirectory(PathOf(folder));
        foreach (var part in Directory.EnumerateFiles(RepositoryFiles.PathOf("build/launcher"), "*.sh"))
            File.Copy(part, PathOf($"build/launcher/{Path.GetFileName(part)}"));
        File.Copy(RepositoryFiles.PathOf("omniavatar"), PathOf("omniavatar"));
        File.WriteAllText(PathOf("global.json"), "{}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Start_AnotherSdkFirstInPath_BuildsNothingAgain()
    {
        Run(Sdk("one")).Output.ShouldBe("ran render\n");
        Run(Sdk("two")).Output.ShouldBe("ran render\n");

        Builds("one").ShouldBe(2);
        Builds("two").ShouldBe(0);
    }

    [Fact]
    public void Start_ChangedSource_BuildsAgain()
    {
        Run(Sdk("one"));
        File.WriteAllText(PathOf("src/new.cs"), "");
        Run(Sdk("one"));

        Builds("one").ShouldBe(4);
    }

    [Fact]
    public void Start_NoHome_BuildsWithOneOfItsOwn()
    {
        var ended = Run(Sdk("one"), "unset HOME");

        (ended.ExitCode, ended.Error).ShouldBe((0, ended.Error));
        File.ReadAllText(PathOf("one/homes")).ShouldStartWith(PathOf(".omniavatar-build/home"));
    }

    [Fact]
    public void Start_InADeletedFolder_BuildsInItsOwn()
    {
        var ended = Run(Sdk("one"), $"mkdir {PathOf("gone")}; cd {PathOf("gone")}; rmdir {PathOf("gone")}");

        (ended.ExitCode, ended.Output).ShouldBe((0, "ran render\n"));
        File.ReadAllLines(PathOf("one/folders")).ShouldBe([_folder.FullName, _folder.FullName]);
    }

    [Fact]
    public void Start_OutputClosed_LeavesTheProgramADescriptorThatCannotBeWritten() =>
        Run(Sdk("one"), "exec >&-").Error.ShouldContain("write error");

    [Fact]
    public void Start_FewOpenFiles_IsSaidInOneSentence()
    {
        var ended = Run(Sdk("one"), "ulimit -n 40");

        (ended.ExitCode, ended.Output).ShouldBe((1, ""));
        ended.Error.ShouldStartWith("This shell lets a program open 40 files");
    }

    /// <summary>A folder with a program called dotnet in it.</summary>
    private string Sdk(string name)
    {
        var path = PathOf($"{name}/dotnet");
        Directory.CreateDirectory(PathOf(name));
        File.WriteAllText(
            path,
            $$"""
            #!/bin/bash
            case $1 in
                --list-sdks) echo "10.0.100 [{{PathOf(name)}}]" ;;
                restore | build) echo "$1" >>{{PathOf(name)}}/builds; pwd -P >>{{PathOf(
                name
            )}}/folders; echo "$HOME" >>{{PathOf(name)}}/homes
                    mkdir -p {{Path.GetDirectoryName(PathOf(ProgramPath))}}; echo >{{PathOf(ProgramPath)}} ;;
                *) echo "ran $2" ;;
            esac
            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return PathOf(name);
    }

    private int Builds(string sdk) =>
        File.Exists(PathOf($"{sdk}/builds")) ? File.ReadAllLines(PathOf($"{sdk}/builds")).Length : 0;

    private (int ExitCode, string Output, string Error) Run(string sdk, string before = ":")
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{before}; exec bash {PathOf("omniavatar")} render"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{sdk}:/usr/bin:/bin";
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
