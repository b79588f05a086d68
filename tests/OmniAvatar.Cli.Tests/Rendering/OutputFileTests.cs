using System.Security.Cryptography;
using OmniAvatar.Artifacts;
using OmniAvatar.Cli.Rendering;

namespace OmniAvatar.Cli.Tests.Rendering;

public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Place_Video_ReplacesTheFileAndLeavesNothingElse()
    {
        var path = PathOf("new/o.mp4");
        var output = OutputFile.Prepare(path);
        File.WriteAllText(path, "older");
        File.WriteAllText(PathOf("video"), "newer");

        output.Place(PathOf("video"), "job");

        File.ReadAllText(path).ShouldBe("newer");
        Directory.GetFiles(PathOf("new")).ShouldBe([path]);
    }

    [Fact]
    public void Prepare_FolderThatCannotBeMade_IsRefused()
    {
        File.WriteAllText(PathOf("file"), "");

        Should.Throw<RenderFailedException>(() => OutputFile.Prepare(PathOf("file/o.mp4")));
    }

    [Fact]
    public void Prepare_NameOfAFolder_IsRefused() =>
        Should.Throw<RenderFailedException>(() => OutputFile.Prepare(_folder.FullName)).Message.ShouldContain("is a folder");

    [Theory]
    [InlineData("the video", true)]
    [InlineData("the vide0", false)]
    [InlineData("shorter", false)]
    public void Holds_File_ComparesItsContent(string content, bool holds)
    {
        var output = OutputFile.Prepare(PathOf("o.mp4"));
        File.WriteAllText(output.Path, content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData("the video"u8));

        output.Holds(new ArtifactPart(PartRoles.Video, "v", 9, sha256)).ShouldBe(holds);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
