using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Tests.Media;

namespace OmniAvatar.Datasets.Tests.Curation;

public sealed class CaptionsFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("""{"file": "../a.mp4", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "/etc/passwd", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "b/./a.mp4", "text": ""}""", "does not name a file inside")]
    [InlineData("""{"file": "a.mp4", "text": "", "speaker": 1}""", "speaker")]
    [InlineData("""{"file": "a.mp4"}""", "text")]
    [InlineData("""{"file": "good.mp4", "text": ""}""", "already has a line")]
    [InlineData("no json", "line 2")]
    public void Read_BadLine_NamesIt(string line, string complaint)
    {
        File.WriteAllText(
            _folder.Combine("captions.jsonl"),
            $$"""{"file": "good.mp4", "text": "x"}""" + "\n" + line + "\n"
        );
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
    public void Read_Latin1_IsRefusedAndNotReadWithOtherLetters()
    {
        File.WriteAllBytes(
            _folder.Combine("captions.jsonl"),
            [.. "{\"file\": \"a.mp4\", \"text\": \"a caf"u8, 0xE9, .. "\"}\n"u8]
        );
        Should
            .Throw<BadInputException>(() => CaptionsFile.Read(_folder.Path))
            .Message.ShouldContain("is not UTF-8 (byte 0xE9)");
    }

    [Fact]
    public void Read_ByteOrderMarkAndCarriageReturns_AreNoPartOfTheLines()
    {
        File.WriteAllText(
            _folder.Combine("captions.jsonl"),
            "{\"file\":\"a.mp4\",\"text\":\"x\"}\r\n{\"file\":\"b.mp4\",\"text\":\"y\"}\r\n",
            System.Text.Encoding.Unicode
        );
        CaptionsFile.Read(_folder.Path).ShouldBe([new("a.mp4", "x"), new("b.mp4", "y")]);
    }

    [Fact]
    public void RequireOwn_ListWrittenByHand_IsNotReplaced()
    {
        CaptionsFile.RequireOwn(_folder.Combine("nowhere"), "manifest.json");
        CaptionsFile.RequireOwn(_folder.Path, "manifest.json");
        CaptionsFile.Write(_folder.Path, [new("a.mp4", "by hand")]);
        Should.Throw<WrongUseException>(() => CaptionsFile.RequireOwn(_folder.Path, "manifest.json", ".state"));
        Directory.CreateDirectory(_folder.Combine(".state"));
        CaptionsFile.RequireOwn(_folder.Path, "manifest.json", ".state");
    }

    [Fact]
    public void Resolve_Link_IsRefused()
    {
        Directory.CreateSymbolicLink(_folder.Combine("away"), "/tmp");
        Should
            .Throw<BadInputException>(() => FolderPath.Resolve(_folder.Path, "away/a.mp4"))
            .Message.ShouldContain("is a link");
    }

    public void Dispose() => _folder.Dispose();
}
