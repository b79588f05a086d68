using OmniAvatar.Listening;

namespace OmniAvatar.Tests.Listening;

public sealed class RttmTests
{
    [Fact]
    public void Parse_SpeakerLines_GivesEachLabelsStretchesBehindTheLead()
    {
        var found = Parse(
            4800,
            ";; made by hand",
            "SPKR-INFO talk 1 <NA> <NA> <NA> unknown anna <NA> <NA>",
            "SPEAKER talk 1 0.50 1.25 <NA> <NA> anna <NA> <NA>",
            "",
            "SPEAKER talk 1 2 1 <NA> <NA> ben <NA>"
        );
        found.Keys.ShouldBe(["anna", "ben"], ignoreOrder: true);
        found["anna"].ShouldBe([new Stretch(12_800, 32_800)]);
        found["ben"].ShouldBe([new Stretch(36_800, 52_800)]);
    }

    [Theory]
    [InlineData("SPEAKER talk 1 0.5 1 <NA> <NA>")]
    [InlineData("SPEAKER talk 1 half 1 <NA> <NA> anna")]
    [InlineData("SPEAKER talk 1 0.5 -1 <NA> <NA> anna")]
    [InlineData("SPEAKER talk 1 NaN 1 <NA> <NA> anna")]
    [InlineData("SPEAKER talk 1 0.5 1e300 <NA> <NA> anna")]
    public void Parse_BadLine_IsNamedByItsNumber(string line) =>
        Should
            .Throw<BadInputException>(() => Parse(0, ";; first", line))
            .Message.ShouldStartWith("Line 2 of the RTTM file talk.rttm is not");

    [Theory]
    [InlineData("speaker talk 1 0 1 <NA> <NA> anna <NA> <NA>", "'speaker'")]
    [InlineData("\uFEFFSPEAKER talk 1 0 1 <NA> <NA> anna <NA> <NA>", "SPEAKER'")]
    [InlineData("hello", "'hello'")]
    public void Parse_LineOfNoKnownType_IsNotSkippedInSilence(string line, string named)
    {
        var message = Should
            .Throw<BadInputException>(() => Parse(0, "SPEAKER talk 1 0 1 <NA> <NA> ben <NA> <NA>", line))
            .Message;
        message.ShouldStartWith("Line 2 of the RTTM file talk.rttm begins with");
        message.ShouldContain(named);
    }

    [Fact]
    public void Parse_NobodySpeaks_IsBadInput() =>
        Should
            .Throw<BadInputException>(() => Parse(0, "NOSCORE talk 1 0 1 <NA> <NA> <NA> <NA>"))
            .Message.ShouldBe("The RTTM file talk.rttm has no SPEAKER line.");

    [Theory]
    [InlineData("SPEAKER talk 1 1 2 <NA> <NA> Anna Smith <NA> <NA>", "Anna Smith")]
    [InlineData("SPEAKER talk 1 1 2 <NA> <NA> Speaker 1 <NA> <NA>", "Speaker 1")]
    [InlineData("SPEAKER talk 1 1 2 <NA> <NA> Anna Smith 0.93 <NA>", "Anna Smith")]
    [InlineData("SPEAKER our talk 2 3 4 1 1 2 <NA> <NA> Anna <NA> <NA>", "Anna")]
    [InlineData("SPEAKER\tour talk\t1\t1\t2\t<NA>\t<NA>\tAnna  Smith\t<NA>\t<NA>", "Anna  Smith")]
    [InlineData("SPEAKER talk <NA> 1 2 <NA> <NA> 7 <NA> <NA>", "7")]
    public void Parse_NamesWithSpaces_AreRead(string line, string label)
    {
        var (found, stretches) = Parse(0, line).ShouldHaveSingleItem();
        found.ShouldBe(label);
        stretches.ShouldBe([new Stretch(16_000, 48_000)]);
    }

    [Theory]
    [InlineData("/talks/second.wav")]
    [InlineData("second")]
    public void Parse_SeveralRecordings_TakesTheLinesOfThisOne(string recording)
    {
        string[] lines =
        [
            "SPEAKER first 1 0 1 <NA> <NA> anna <NA> <NA>",
            "SPEAKER second 1 1 2 <NA> <NA> ben <NA> <NA>",
        ];
        Rttm.Parse(lines, "talk.rttm", recording, 0).Keys.ShouldBe(["ben"]);
    }

    [Fact]
    public void Parse_SeveralRecordingsAndNotThisOne_IsRefusedByName() =>
        Should
            .Throw<BadInputException>(() =>
                Parse(0, "SPEAKER first 1 0 1 <NA> <NA> anna <NA> <NA>", "SPEAKER second 1 1 2 <NA> <NA> ben <NA> <NA>")
            )
            .Message.ShouldBe(
                "The RTTM file talk.rttm lists 2 recordings, 'first' and 'second' among them, but none "
                    + "has the name of talk.wav."
            );

    private static IReadOnlyDictionary<string, IReadOnlyList<Stretch>> Parse(long lead, params string[] lines) =>
        Rttm.Parse(lines, "talk.rttm", "talk.wav", lead);
}
