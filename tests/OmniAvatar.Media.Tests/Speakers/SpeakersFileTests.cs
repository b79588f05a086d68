using OmniAvatar.Media.Speakers;

namespace OmniAvatar.Media.Tests.Speakers;

public sealed class SpeakersFileTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_Tracks_NamesFilesBesideIt()
    {
        var file = Read(
            """{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav"},{"picture":"b.png","prompt":"B","audio":"b.wav"}]}"""
        );
        file.Prompts.ShouldBe(["A", "B"]);
        file.Rttm.ShouldBeNull();
        file.Speakers.ShouldBe([
            new(_scratch.Combine("a.png"), _scratch.Combine("a.wav"), null),
            new(_scratch.Combine("b.png"), _scratch.Combine("b.wav"), null),
        ]);
    }

    [Theory]
    [InlineData("""not json""", "speakers.json is not valid")]
    [InlineData("""{"speakers":[]}""", "it has 0 speakers instead of 1 to 32")]
    [InlineData("""{"speakers":[{"picture":"a.png","prompt":"A"}]}""", "every speaker needs an \"audio\" track")]
    [InlineData(
        """{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav","label":"x"}]}""",
        "a \"label\" is only allowed with \"rttm\""
    )]
    [InlineData(
        """{"rttm":"t","speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav","label":"x"}]}""",
        "an \"audio\" track is not allowed"
    )]
    [InlineData("""{"rttm":"t","speakers":[{"picture":"a.png","prompt":"A"}]}""", "every speaker needs a \"label\"")]
    [InlineData(
        """{"rttm":"t","speakers":[{"picture":"a","prompt":"A","label":"x"},{"picture":"b","prompt":"B","label":"x"}]}""",
        "the same \"label\""
    )]
    [InlineData("""{"speakers":[{"picture":"a.png","audio":"a.wav"}]}""", "prompt")]
    [InlineData("""{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav","volume":3}]}""", "volume")]
    [InlineData("""{"speakers":[{"picture":"","prompt":"A","audio":"a.wav"}]}""", "a file's name is empty")]
    [InlineData(
        """{"speakers":[{"picture":"p\u0000.png","prompt":"A","audio":"a.wav"}]}""",
        "a file's name has a zero byte"
    )]
    [InlineData("""{"speakers":[null]}""", "\"speakers[0]\" is null")]
    [InlineData("""{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav"},null]}""", "\"speakers[1]\" is null")]
    [InlineData("""{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav"},]}""", "line 1 is not valid JSON")]
    public void Read_Wrong_IsBadInputThatSaysWhat(string json, string expected)
    {
        var e = Should.Throw<BadInputException>(() => Read(json));
        e.Message.ShouldContain(expected);
        e.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfIt() =>
        Read("\uFEFF" + """{"speakers":[{"picture":"a.png","prompt":"A","audio":"a.wav"}]}""").Prompts.ShouldBe(["A"]);

    [Fact]
    public void Read_Absent_IsBadInput() =>
        Should
            .Throw<BadInputException>(() => SpeakersFile.Read(_scratch.Combine("absent.json")))
            .Message.ShouldEndWith("absent.json does not exist.");

    private SpeakersFile Read(string json) => SpeakersFile.Read(_scratch.Write("speakers.json", json));
}
