using OmniAvatar.Listening;

namespace OmniAvatar.Tests.Listening;

public sealed class RttmTests
{
    [Fact]
    public void Parse_SpeakerLines_GivesEachLabelsStretchesBehindTheLead()
    {
        string[] lines = [";; made by hand", "SPKR-INFO talk 1 <NA> <NA> <NA> unknown anna <NA> <NA>", "SPEAKER talk 1 0.50 1.25 <NA> <NA> anna <NA> <NA>", "", "SPEAKER talk 1 2 1 <NA> <NA> ben <NA>"];
        var found = Rttm.Parse(lines, "talk.rttm", leadSamples: 4800);
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
    public void Parse_BadLine_IsNamedByItsNumber(string line)
    {
        var e = Should.Throw<BadInputException>(() => Rttm.Parse([";; first", line], "talk.rttm", 0));
        e.Message.ShouldStartWith("Line 2 of the RTTM file talk.rttm is not");
    }

    [Fact]
    public void Parse_NobodySpeaks_IsBadInput() =>
        Should.Throw<BadInputException>(() => Rttm.Parse(["hello"], "talk.rttm", 0)).Message.ShouldBe("The RTTM file talk.rttm has no SPEAKER line.");
}
