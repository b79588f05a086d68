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
        var output = Prepared("new/o.mp4");
        File.WriteAllText(path, "older");
        File.WriteAllText(PathOf("video"), "newer");

        output.Place(PathOf("video"), "job");

        File.ReadAllText(path).ShouldBe("newer");
        Directory.GetFiles(PathOf("new")).ShouldBe([path]);
    }

    [Fact]
    public void Place_Link_ReplacesItsTargetAndKeepsTheLink()
    {
        Directory.CreateDirectory(PathOf("far"));
        File.WriteAllText(PathOf("far/v.mp4"), "older");
        File.CreateSymbolicLink(PathOf("l.mp4"), "far/v.mp4");
        File.WriteAllText(PathOf("video"), "newer");

        Prepared("l.mp4").Place(PathOf("video"), "job");

        new FileInfo(PathOf("l.mp4")).LinkTarget.ShouldBe("far/v.mp4");
        File.ReadAllText(PathOf("far/v.mp4")).ShouldBe("newer");
    }

    [Fact]
    public void Place_NameAsLongAsNamesMayBe_IsWritten()
    {
        var name = new string('n', 251) + ".mp4";
        File.WriteAllText(PathOf("video"), "newer");

        Prepared(name).Place(PathOf("video"), "0123456789abcdef0123456789abcdef");

        File.ReadAllText(PathOf(name)).ShouldBe("newer");
    }

    [Fact]
    public void Check_FolderThatCannotBeMade_IsRefused()
    {
        File.WriteAllText(PathOf("file"), "");

        Should.Throw<RenderFailedException>(() => OutputFile.Check(PathOf("file/o.mp4"), []));
    }

    [Fact]
    public void Check_NameOfAFolder_IsRefused() =>
        Should
            .Throw<RenderFailedException>(() => OutputFile.Check(_folder.FullName, []))
            .Message.ShouldContain("is a folder");

    [Fact]
    public void Check_New_MakesNothing()
    {
        OutputFile.Check(PathOf("new/o.mp4"), []).Path.ShouldBe(PathOf("new/o.mp4"));
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("the video", true)]
    [InlineData("the vide0", false)]
    [InlineData("shorter", false)]
    public void Holds_File_ComparesItsContent(string content, bool holds)
    {
        var output = Prepared("o.mp4");
        File.WriteAllText(output.Path, content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData("the video"u8));

        output.Holds(new ArtifactPart(PartRoles.Video, "v", 9, sha256)).ShouldBe(holds);
    }

    private OutputFile Prepared(string name)
    {
        var output = OutputFile.Check(PathOf(name), []);
        output.Prepare();
        return output;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
