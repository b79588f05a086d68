namespace OmniAvatar.Evaluation.Tests;

public sealed class VideoFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void List_AnyEndingThatMayBeAVideo_IsTried()
    {
        string[] videos = ["a.mp4", "b.TS", "c.flv", "d.mpg", "e.wmv", "f.mts", "g", "h.unheard"];
        foreach (var name in videos.Concat(["notes.md", "face.PNG", "captions.jsonl", "speech.wav", ".hidden.mp4"]))
            File.WriteAllText(Path.Combine(_folder.FullName, name), "");

        VideoFolder.List("generated", _folder.FullName).Select(Path.GetFileName).ShouldBe(videos);
    }

    [Fact]
    public void List_NoVideo_IsBadInput()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "notes.md"), "");
        Should
            .Throw<BadInputException>(() => VideoFolder.List("generated", _folder.FullName))
            .Message.ShouldContain("holds no generated videos");
    }
}
