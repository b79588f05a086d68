using System.Text;
using OmniAvatar.Media.Speakers;

namespace OmniAvatar.Media.Tests.Speakers;

public sealed class ScriptFileTests : IDisposable
{
    private const long Minute = 60_000;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_Entries_GivesTimesSpeakersAndPathsFromTheScriptsFolder() =>
        Read(
                """
                [ {"from": "00:00", "prompt": "First"},
                  {"from": "12.5", "picture": "b.png"},
                  {"from": "00:00:30.25", "speaker": 2, "picture": "/b.png", "prompt": null},
                  {"from": "0:45", "speaker": "anna"} ]
                """.Replace("12.5", "0:12.5")
            )
            .ShouldBe([
                new ScriptLine(0, null, "First", null),
                new ScriptLine(12_500, null, null, _scratch.Combine("b.png")),
                new ScriptLine(30_250, 1, null, "/b.png"),
                new ScriptLine(45_000, 0, null, null),
            ]);

    [Theory]
    [InlineData("""[]""", "it has 0 entries instead of 1 to 1000")]
    [InlineData("""{"from": "0:00"}""", "it is not a list in brackets")]
    [InlineData(
        """[{"from": "0:00", "promt": "x"}]""",
        "\"[0].promt\" is not a known field (from, prompt, picture, speaker); the nearest is \"prompt\""
    )]
    [InlineData("""[{"prompt": "x"}]""", "\"[0].from\" is missing")]
    [InlineData(
        """[{"from": "soon", "prompt": "x"}]""",
        "in entry 1 \"from\" is not a time such as 12:30 or 00:12:30.5"
    )]
    [InlineData(
        """[{"from": "0:20", "prompt": "x"}, {"from": "0:10", "prompt": "y"}]""",
        "in entry 2 \"from\" is not later than in the entry before"
    )]
    [InlineData(
        """[{"from": "1:00", "prompt": "x"}]""",
        "in entry 1 \"from\" is 1:00, but the sound ends at 00:01:00.000"
    )]
    [InlineData(
        """[{"from": "0:00", "speaker": 3}]""",
        "in entry 1 \"speaker\" is 3, which is neither a number from 1 to 2 nor a label"
    )]
    [InlineData(
        """[{"from": "0:00", "speaker": {}}]""",
        "in entry 1 \"speaker\" is {}, which is neither a number from 1 to 2 nor a label"
    )]
    [InlineData("""[{"from": "0:00", "prompt": " "}]""", "in entry 1 \"prompt\" must have 1 to 10000 characters")]
    [InlineData("""[{"from": "0:00"}]""", "in entry 1 it changes nothing: a prompt, a picture or a speaker is needed")]
    public void Read_OtherThings_AreRefusedInOneSentence(string script, string problem) =>
        Should
            .Throw<BadInputException>(() => Read(script))
            .Message.ShouldBe($"The script {_scratch.Combine("script.json")} is not valid: {problem}.");

    [Fact]
    public void Read_PictureThatWasNotSent_IsRefusedByItsName() =>
        Should
            .Throw<BadInputException>(() =>
                Read("""[{"from": "0:00", "picture": "/etc/passwd"}]""", new Dictionary<string, string>())
            )
            .Message.ShouldContain("in entry 1 \"picture\" is /etc/passwd, and no such picture was given");

    [Fact]
    public void ForService_Pictures_AreCalledByTheirNumbers()
    {
        var script = _scratch.Write(
            "script.json",
            """[{"from": "0:00", "picture": "b.png"}, {"from": "0:10", "picture": "./b.png", "speaker": 2}]"""
        );

        var (sent, pictures) = ScriptFile.ForService(script, picture => $"pictures[{picture}]");

        pictures.ShouldBe([_scratch.Combine("b.png")]);
        Encoding
            .UTF8.GetString(sent)
            .ShouldBe(
                """[{"from":"0:00","picture":"pictures[0]"},{"from":"0:10","picture":"pictures[0]","speaker":2}]"""
            );
    }

    private IReadOnlyList<ScriptLine> Read(string script, Dictionary<string, string>? pictures = null) =>
        ScriptFile.Read(
            new InputFiles([new SpeakerFiles("a.png", "a.wav", "anna"), new SpeakerFiles("b.png", "b.wav", "ben")])
            {
                Script = _scratch.Write("script.json", script),
                ScriptPictures = pictures,
            },
            Minute
        );
}
