using System.Diagnostics;
using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class InputFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ThrowIfUnusable_Pipe_IsCalledAPipe()
    {
        using var process = Process.Start("mkfifo", [PathOf("pipe")]);
        process.WaitForExit();
        Refused(PathOf("pipe")).ShouldContain("is a pipe; save its content to a file first");
    }

    [Theory]
    [InlineData("/dev/zero", "is a device")]
    [InlineData("/dev", "is a folder")]
    [InlineData("/nowhere/at/all", "does not exist")]
    [InlineData("", "does not exist")]
    [InlineData("a\0b", "zero byte")]
    public void ThrowIfUnusable_NoFile_SaysWhatItIs(string path, string expected) =>
        Refused(path).ShouldContain(expected);

    [Fact]
    public void ThrowIfUnusable_EmptyFile_IsRefused()
    {
        File.WriteAllText(PathOf("empty"), "");
        Refused(PathOf("empty")).ShouldEndWith("is empty.");
    }

    [Fact]
    public void ForOtherProcess_OpenDescriptor_IsTheFilesOwnPath()
    {
        using var file = new FileStream(PathOf("sound"), FileMode.Create);
        InputFile
            .ForOtherProcess($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}")
            .ShouldBe(PathOf("sound"));
    }

    [Fact]
    public void ForOtherProcess_OrdinaryFile_IsItsAbsolutePath() =>
        InputFile.ForOtherProcess(PathOf("a/../b")).ShouldBe(PathOf("b"));

    private static string Refused(string path) =>
        Should.Throw<BadInputException>(() => InputFile.ThrowIfUnusable("sound", path)).Message;

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
