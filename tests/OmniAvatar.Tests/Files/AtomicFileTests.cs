using System.Text;
using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-atomic-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_FileOfThatName_IsReplacedWhole()
    {
        File.WriteAllText(PathOf("a.json"), "what was there, and longer");

        AtomicFile.Write(PathOf("a.json"), file => file.Write("new"u8));

        File.ReadAllText(PathOf("a.json")).ShouldBe("new");
        Names().ShouldBe(["a.json"]);
    }

    [Fact]
    public void Write_FolderMissing_IsMade()
    {
        AtomicFile.Write(PathOf("b/c/a.json"), file => file.Write("new"u8));

        File.ReadAllText(PathOf("b/c/a.json")).ShouldBe("new");
    }

    [Fact]
    public void Write_WriterFails_OldFileStaysAndNothingElse()
    {
        File.WriteAllText(PathOf("a.json"), "old");

        Should.Throw<InvalidOperationException>(() =>
            AtomicFile.Write(
                PathOf("a.json"),
                file =>
                {
                    file.Write("half"u8);
                    throw new InvalidOperationException();
                }
            )
        );

        File.ReadAllText(PathOf("a.json")).ShouldBe("old");
        Names().ShouldBe(["a.json"]);
    }

    [Fact]
    public void Write_NameIsAFolder_OneSentenceAndNothingLeft()
    {
        Directory.CreateDirectory(PathOf("a"));

        var refused = Should.Throw<ResourcesException>(() =>
            AtomicFile.Write(PathOf("a"), file => file.Write("new"u8))
        );

        refused.Message.ShouldStartWith(PathOf("a"));
        Names().ShouldBe(["a"]);
    }

    [Fact]
    public void Write_BelowAFile_OneSentence()
    {
        File.WriteAllText(PathOf("a"), "");

        Should
            .Throw<ResourcesException>(() => AtomicFile.Write(PathOf("a/b"), file => file.Write("new"u8)))
            .Message.ShouldStartWith(PathOf("a/b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    public void Write_LongestNames_HaveRoomForTheTemporaryOne(int bytes)
    {
        var name = new string('n', bytes);

        AtomicFile.Write(PathOf(name), file => file.Write("new"u8));

        Names().ShouldBe([name]);
    }

    [Fact]
    public void TemporaryName_SameUnique_SameHiddenNameBesideTheFinal()
    {
        var name = AtomicFile.TemporaryName(PathOf("video.mp4"), "job");

        name.ShouldBe(PathOf(".video.mp4.job.partial"));
        AtomicFile.TemporaryName(PathOf("video.mp4")).ShouldNotBe(AtomicFile.TemporaryName(PathOf("video.mp4")));
    }

    [Fact]
    public void PartialFile_NotCompleted_Vanishes()
    {
        using (var partial = new PartialFile(PathOf("clip.mp4")))
            File.WriteAllText(partial.Path, "half");

        Names().ShouldBeEmpty();
    }

    [Fact]
    public void PartialFile_Completed_HasItsNameAndContent()
    {
        using (var partial = new PartialFile(PathOf("clip.mp4")))
        {
            File.WriteAllBytes(partial.Path, Encoding.UTF8.GetBytes("whole"));
            partial.Complete();
        }

        Names().ShouldBe(["clip.mp4"]);
        File.ReadAllText(PathOf("clip.mp4")).ShouldBe("whole");
    }

    [Fact]
    public void PartialFile_FolderMissing_OneSentence()
    {
        using var partial = new PartialFile(PathOf("none/clip.mp4"));

        Should.Throw<ResourcesException>(partial.ThrowIfNotWritable).Message.ShouldContain(PathOf("none"));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private IEnumerable<string> Names() => _folder.EnumerateFileSystemInfos().Select(entry => entry.Name);
}
