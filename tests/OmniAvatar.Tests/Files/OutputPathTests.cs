using System.Diagnostics;
using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class OutputPathTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void OfFile_New_IsItsAbsolutePath()
    {
        Of("new/deeper/o.mp4").ShouldBe(PathOf("new/deeper/o.mp4"));
        Directory.Exists(PathOf("new")).ShouldBeFalse();
    }

    [Fact]
    public void OfFile_Link_IsItsTarget()
    {
        Write("far/v.mp4");
        File.CreateSymbolicLink(PathOf("l.mp4"), "far/v.mp4");
        File.CreateSymbolicLink(PathOf("l2.mp4"), PathOf("l.mp4"));
        Of("l2.mp4").ShouldBe(PathOf("far/v.mp4"));
    }

    [Fact]
    public void OfFile_LinkToNothing_IsWhatItNames()
    {
        File.CreateSymbolicLink(PathOf("l.mp4"), "o.mp4");
        Of("l.mp4").ShouldBe(PathOf("o.mp4"));
    }

    [Fact]
    public void OfFile_Pipe_IsRefused()
    {
        Run("mkfifo", PathOf("pipe.mp4"));
        Refused("pipe.mp4").ShouldBe($"{PathOf("pipe.mp4")} is a pipe, so no video can be written there.");
    }

    [Fact]
    public void OfFile_Device_IsRefused() =>
        Should
            .Throw<RenderFailedException>(() => OutputPath.OfFile("--output", "/dev/null", "video", []))
            .Message.ShouldContain("/dev/null is a device");

    [Fact]
    public void OfFile_CircleOfLinks_IsRefused()
    {
        File.CreateSymbolicLink(PathOf("a.mp4"), "b.mp4");
        File.CreateSymbolicLink(PathOf("b.mp4"), "a.mp4");
        Refused("a.mp4").ShouldContain("cannot be reached");
    }

    [Fact]
    public void OfFile_FolderAndNameOfAFolder_AreRefused()
    {
        Directory.CreateDirectory(PathOf("folder.mp4"));
        Refused("folder.mp4").ShouldContain("is a folder");
        Refused("new.mp4/").ShouldContain("names a folder");
    }

    [Fact]
    public void OfFile_BelowAFile_SaysWhichFile()
    {
        Write("a.wav");
        Refused("a.wav/x.mp4").ShouldBe($"{PathOf("a.wav")} is not a folder, so nothing can be written below it.");
        Refused("a.wav/deeper/x.mp4")
            .ShouldBe($"{PathOf("a.wav")} is not a folder, so nothing can be written below it.");
    }

    [Fact]
    public void OfFile_BelowALinkToNothing_SaysWhereItLeads()
    {
        File.CreateSymbolicLink(PathOf("broken"), "nowhere");
        Refused("broken/x.mp4").ShouldBe($"{PathOf("broken")} is a link to nowhere, which does not exist.");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void OfFile_NoName_IsWrongUse(string path) =>
        Should
            .Throw<WrongUseException>(() => OutputPath.OfFile("--output", path, "video", []))
            .Message.ShouldBe("--output is empty; it takes a name.");

    [Theory]
    [InlineData("talk.mp4")]
    [InlineData("./talk.mp4")]
    [InlineData("link.mp4")]
    [InlineData("hard.mp4")]
    [InlineData("around/talk.mp4")]
    public void OfFile_AnInputHoweverSpelled_IsWrongUse(string spelling)
    {
        Write("talk.mp4");
        File.CreateSymbolicLink(PathOf("link.mp4"), "talk.mp4");
        Directory.CreateSymbolicLink(PathOf("around"), ".");
        Run("ln", PathOf("talk.mp4"), PathOf("hard.mp4"));
        Should
            .Throw<WrongUseException>(() =>
                OutputPath.OfFile(
                    "--output",
                    $"{_folder.FullName}/{spelling}",
                    "video",
                    [new("the sound talk.mp4", PathOf("talk.mp4"))]
                )
            )
            .Message.ShouldBe("--output would write over the sound talk.mp4; choose another place.");
    }

    [Theory]
    [InlineData("in")]
    [InlineData("in/")]
    [InlineData("in/.")]
    [InlineData("link")]
    [InlineData("link/")]
    public void OfFolder_AnInputHoweverSpelled_IsWrongUse(string spelling)
    {
        Directory.CreateDirectory(PathOf("in"));
        Directory.CreateSymbolicLink(PathOf("link"), "in");
        Should
            .Throw<WrongUseException>(() =>
                OutputPath.OfFolder(
                    "--output",
                    $"{_folder.FullName}/{spelling}",
                    new NamedInput("the videos", PathOf("in/"))
                )
            )
            .Message.ShouldContain("the videos");
    }

    [Fact]
    public void OfFolder_File_IsRefused()
    {
        Write("v.mp4");
        Should
            .Throw<RenderFailedException>(() => OutputPath.OfFolder("--output", PathOf("v.mp4")))
            .Message.ShouldContain("v.mp4 is a file");
    }

    [Fact]
    public void OfFolder_ThereOrNew_IsItsAbsolutePath()
    {
        OutputPath.OfFolder("--output", _folder.FullName + "/").ShouldBe(_folder.FullName);
        OutputPath.OfFolder("--output", PathOf("new")).ShouldBe(PathOf("new"));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private string Of(string name) => OutputPath.OfFile("--output", PathOf(name), "video", []);

    private string Refused(string name) => Should.Throw<RenderFailedException>(() => Of(name)).Message;

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), "old");
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
