using OmniAvatar.Training.Curation.Files;

namespace OmniAvatar.Training.Tests.Curation;

public sealed class CaptionsFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("""{"file": "../a.mp4", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "/etc/passwd", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "b/./a.mp4", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "a.mp4", "text": "", "speaker": 1}""", "speaker")]
    [InlineData("""{"file": "a.mp4"}""", "text")]
    [InlineData("""{"file": "good.mp4", "text": ""}""", "has a line of its own already")]
    [InlineData("no json", "line 2")]
    public void Read_BadLine_NamesIt(string line, string complaint)
    {
        File.WriteAllText(_folder.Combine("captions.jsonl"), $$"""{"file": "good.mp4", "text": "x"}""" + "\n" + line + "\n");
        var failure = Should.Throw<BadInputException>(() => CaptionsFile.Read(_folder.Path));
        failure.Message.ShouldContain("line 2");
        failure.Message.ShouldContain(complaint);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        CaptionedFile[] lines = [new("clips/ä.mp4", "Sie sagt \"ja\""), new("b.mp4", "")];
        CaptionsFile.Write(_folder.Path, lines);
        CaptionsFile.Read(_folder.Path).ShouldBe(lines);
    }

    [Fact]
    public void Resolve_Link_IsRefused()
    {
        Directory.CreateSymbolicLink(_folder.Combine("away"), "/tmp");
        Should.Throw<BadInputException>(() => FolderPath.Resolve(_folder.Path, "away/a.mp4")).Message.ShouldContain("is a link");
    }

    public void Dispose() => _folder.Dispose();
}
