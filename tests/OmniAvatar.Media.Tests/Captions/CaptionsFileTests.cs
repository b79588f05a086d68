using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;

namespace OmniAvatar.Media.Tests.Captions;

public sealed class CaptionsFileTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Parse_SubRip_GivesTextWithoutMarkupInOrder()
    {
        var captions = Parse(
            """
            2
            00:00:03,500 --> 00:00:04,000 X1:100 X2:200
            <i>Second</i> {\an8}line
            and another

            1
            00:00:01,040 --> 00:00:02,000
            <font color="#fff">First</font> &amp; best, a < b

            """
        );

        captions.ShouldBe([
            new Caption(1040, 2000, "First & best, a < b"),
            new Caption(3500, 4000, "Second line\nand another"),
        ]);
    }

    [Fact]
    public void Parse_SubRipAsWindowsWritesIt_IsTheSame() =>
        Parse("1\r\n0:00:01,5 --> 0:00:02,000\r\nOne\r\n\r\n\r\n2\r\n00:03,000 --> 00:04,000\r\nTwo")
            .ShouldBe([new Caption(1500, 2000, "One"), new Caption(3000, 4000, "Two")]);

    [Fact]
    public void Parse_WebVtt_KnowsVoicesAndPassesOverNotesAndStyles()
    {
        var captions = Parse(
            """
            WEBVTT - made by hand
            Language: en

            NOTE nobody reads this
            --

            STYLE
            ::cue { color: red }

            intro
            00:01.000 --> 00:02.000 line:0 position:20%
            <v.loud Anna Lee>Hello <00:01.500><c.big>there</c>

            00:00:02.000 --> 00:00:03.000
            <v Ben>Hi</v>
            <v Anna Lee>Well

            01:00:00.000 --> 01:00:01.000
            too late
            """,
            Hour
        );

        captions.ShouldBe([
            new Caption(1000, 2000, "Hello there") { Speaker = "Anna Lee" },
            new Caption(2000, 3000, "Ben: Hi\nAnna Lee: Well"),
        ]);
    }

    [Fact]
    public void Parse_WhisperWithWords_BreaksAtSpeakersSilencesAndLength()
    {
        var words = string.Join(
            ',',
            Enumerable
                .Range(0, 30)
                .Select(i => $$"""{"word": " word{{i}}", "start": {{i * 0.2}}, "end": {{i * 0.2 + 0.2}}}""")
        );
        var captions = Parse(
            $$"""
            {"language": "en", "segments": [
              {"id": 0, "start": 0, "end": 6, "text": "…", "speaker": "SPEAKER_00", "words": [{{words}}]},
              {"start": 7, "end": 9, "text": "…", "words": [
                {"word": "Yes.", "start": 7.0, "end": 7.5, "speaker": "SPEAKER_01", "score": 0.9},
                {"word": "2026", "speaker": "SPEAKER_01"},
                {"word": "Late", "start": 8.6, "end": 9, "speaker": "SPEAKER_01"}]},
              {"start": 10, "end": 11, "text": " No words. "}
            ]}
            """
        );

        captions.Take(captions.Count - 3).ShouldAllBe(caption => caption.Text.Length <= 84);
        string.Join(' ', captions.Take(captions.Count - 3).Select(caption => caption.Text))
            .ShouldBe(string.Join(' ', Enumerable.Range(0, 30).Select(i => $"word{i}")));
        captions[0].Speaker.ShouldBe("SPEAKER_00");
        captions
            .TakeLast(3)
            .ShouldBe([
                new Caption(7000, 7500, "Yes. 2026") { Speaker = "SPEAKER_01" },
                new Caption(8600, 9000, "Late") { Speaker = "SPEAKER_01" },
                new Caption(10_000, 11_000, "No words."),
            ]);
    }

    [Fact]
    public void Parse_WhisperCpp_TakesItsOffsets() =>
        Parse(
                """{"transcription": [{"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": 40, "to": 900}, "text": " Hi"}]}"""
            )
            .ShouldBe([new Caption(40, 900, "Hi")]);

    [Theory]
    [InlineData("just words", "is not valid in line 1: it is neither SubRip nor WebVTT nor Whisper's JSON there")]
    [InlineData(
        "1\n00:00:xx,000 --> 00:00:01,000\nHi",
        "is not valid in line 2: two times are needed there, such as '00:00:01.000 --> 00:00:02.500'"
    )]
    [InlineData("00:02,000 --> 00:01,000\nHi", "is not valid in line 1: a caption ends after it begins")]
    [InlineData("WEBVTT\n\nHello\nthere", "is not valid in line 3: a cue needs a line with two times")]
    [InlineData("WEBVTT\n", "has 0 captions, and 1 to 100000 are allowed")]
    [InlineData("""{"text": "Hi"}""", "is JSON without \"segments\" or \"transcription\"")]
    [InlineData(
        """{"segments": [{"start": 0, "end": -1, "text": "Hi"}]}""",
        "is not valid: part 1 has no start, end and text that can be used"
    )]
    [InlineData(
        "01:00:01,000 --> 01:00:02,000\nHi",
        "has a caption at 01:00:01.000, but the sound ends at 01:00:00.000"
    )]
    public void Parse_OtherThings_AreRefusedInOneSentence(string text, string problem) =>
        Should.Throw<BadInputException>(() => Parse(text)).Message.ShouldBe($"The captions file talk.srt {problem}.");

    [Fact]
    public void Parse_CaptionOverTheEnd_EndsWithTheSound() =>
        Parse("00:01,000 --> 00:09,000\nHi", milliseconds: 2000).ShouldBe([new Caption(1000, 2000, "Hi")]);

    [Fact]
    public void Write_WebVtt_CanBeReadAgainWithNamesOnce()
    {
        Caption[] captions =
        [
            new(0, 1000, "Hello <b> & \"all\"") { Speaker = "Anna" },
            new(1000, 2000, "again") { Speaker = "Anna" },
            new(1500, 3000, "Two\nlines"),
        ];

        var text = WebVtt.Write(captions, framesPerSecond: 25);

        text.ShouldStartWith(
            "WEBVTT\n\n00:00:00.340 --> 00:00:01.340\n<v Anna>Anna: Hello &lt;b&gt; &amp; \"all\"\n\n"
        );
        Parse(text)
            .ShouldBe(
                captions.Select(caption => caption with { Start = caption.Start + 340, End = caption.End + 340 })
            );
    }

    private static IReadOnlyList<Caption> Parse(string text, long milliseconds = Hour) =>
        CaptionsFile.Parse(text, "talk.srt", milliseconds);
}
