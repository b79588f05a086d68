using OmniAvatar.Listening;
using OmniAvatar.Planning;

namespace OmniAvatar.Tests.Listening;

public sealed class PauseDetectorTests
{
    private const double Tolerance = 0.12;

    [Theory]
    [InlineData(-15, -75)]
    [InlineData(-15, -45)]
    [InlineData(-20, -36)]
    [InlineData(-35, -60)]
    public void Detect_WordsInNoise_FindsTheRestsBetweenThem(double level, double noise)
    {
        var speech = new SyntheticSpeech(1).Nothing(0.3);
        var rests = new List<(double Start, double End)>();
        foreach (var seconds in new[] { 0.3, 0.8, 0.4, 1.5, 0.5 })
        {
            speech.Say(2.5, level, noise);
            var start = speech.Seconds;
            speech.Rest(seconds, noise);
            rests.Add((start, speech.Seconds));
        }
        speech.Say(2.5, level, noise);

        var found = Between(Seconds(PauseDetector.Detect(speech.Measure())), 0.5, speech.Seconds - 0.5);

        ShouldBeAbout(found, rests);
    }

    [Fact]
    public void Detect_AFanSwitchedOnAndOff_StillFindsTheRests()
    {
        var speech = new SyntheticSpeech(2);
        var rests = new List<(double Start, double End)>();
        foreach (var noise in new[] { -65, -65, -65, -40, -40, -40, -40, -65, -65, -65 })
        {
            speech.Say(2, -15, noise);
            var start = speech.Seconds;
            speech.Rest(0.6, noise);
            rests.Add((start, speech.Seconds));
        }
        speech.Say(2, -15, -65);

        ShouldBeAbout(Seconds(PauseDetector.Detect(speech.Measure())), rests);
    }

    [Fact]
    public void Detect_GatedRecording_FindsItsGaps()
    {
        var speech = new SyntheticSpeech(3)
            .Say(3, -18, -60)
            .Nothing(0.7)
            .Say(3, -18, -60)
            .Nothing(0.3)
            .Say(3, -18, -60);
        ShouldBeAbout(Seconds(PauseDetector.Detect(speech.Measure())), [(3, 3.7), (6.7, 7)]);
    }

    [Fact]
    public void Detect_RecordingThatBeginsAndEndsInAWord_HasNoPauseThere()
    {
        var speech = new SyntheticSpeech(7).Say(2, -18, -60).Rest(0.5, -60).Say(2, -18, -60);
        ShouldBeAbout(Seconds(PauseDetector.Detect(speech.Measure())), [(2, 2.5)]);
    }

    [Fact]
    public void Detect_ClosedConsonants_AreNoPauses()
    {
        var speech = new SyntheticSpeech(4);
        for (var word = 0; word < 20; word++)
            speech.Say(0.4, -15, -60).Rest(0.12, -60);
        Between(Seconds(PauseDetector.Detect(speech.Measure())), 0, speech.Seconds - 0.3).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(-70)]
    public void Detect_NoiseAlone_IsOnePause(double noise)
    {
        var meter = new SyntheticSpeech(5).Rest(20, noise).Measure();
        PauseDetector.Detect(meter).ShouldBe([new Pause(0, meter.Samples)]);
    }

    [Fact]
    public void Detect_NothingAndAlmostNothing_DoNotFail()
    {
        PauseDetector.Detect(new LevelMeter()).ShouldBeEmpty();
        PauseDetector.Detect(new SyntheticSpeech(6).Nothing(0.05).Measure()).ShouldBeEmpty();
        PauseDetector.Detect(new SyntheticSpeech(6).Nothing(2).Measure()).ShouldHaveSingleItem();
    }

    [Fact]
    public void Levels_ConstantOffset_IsNoSound()
    {
        var meter = new LevelMeter();
        meter.Add([.. Enumerable.Repeat(0.5f, 1600)]);
        meter.Levels.ShouldAllBe(level => level < -70);
        meter.Levels.Count.ShouldBe(10);
    }

    private static void ShouldBeAbout(
        IReadOnlyList<(double Start, double End)> found,
        IReadOnlyList<(double Start, double End)> expected
    )
    {
        found.Count.ShouldBe(expected.Count, string.Join(" ", found));
        foreach (var ((start, end), (expectedStart, expectedEnd)) in found.Zip(expected))
        {
            start.ShouldBe(expectedStart, Tolerance);
            end.ShouldBe(expectedEnd, Tolerance);
        }
    }

    private static List<(double Start, double End)> Between(
        IEnumerable<(double Start, double End)> pauses,
        double from,
        double to
    ) => [.. pauses.Where(pause => pause.Start >= from && pause.End <= to)];

    private static List<(double Start, double End)> Seconds(IEnumerable<Pause> pauses) =>
        [
            .. pauses.Select(pause =>
                ((double)pause.Start / SpeechFrames.SampleRate, (double)pause.End / SpeechFrames.SampleRate)
            ),
        ];
}
