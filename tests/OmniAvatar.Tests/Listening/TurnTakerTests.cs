using OmniAvatar.Listening;
using OmniAvatar.Planning;

namespace OmniAvatar.Tests.Listening;

public sealed class TurnTakerTests
{
    private const double Noise = -65;
    private const double Bleed = -38;
    private const double Voice = -18;

    /// <summary>Seconds over which loudness is compared, so that a turn may begin as much earlier.</summary>
    private const double Syllable = 0.2;

    [Fact]
    public void Take_TwoTracksThatHearEachOther_FollowsTheLouderOne()
    {
        var turns = Turns(
            new SyntheticSpeech(1)
                .Say(4, Voice, Noise)
                .Rest(0.5, Noise)
                .Say(5, Bleed, Noise)
                .Rest(0.5, Noise)
                .Say(3, Voice, Noise),
            new SyntheticSpeech(2)
                .Say(4, Bleed, Noise)
                .Rest(0.5, Noise)
                .Say(5, Voice, Noise)
                .Rest(0.5, Noise)
                .Say(3, Bleed, Noise)
        );
        ShouldBeAbout(turns, (0, 0), (1, 4.5), (0, 10));
    }

    [Fact]
    public void Take_AYesInBetween_ChangesNothing()
    {
        var turns = Turns(
            new SyntheticSpeech(1).Say(4, Voice, Noise).Rest(1.2, Noise).Say(4, Voice, Noise),
            new SyntheticSpeech(2).Rest(4.3, Noise).Say(0.5, Voice, Noise).Rest(4.4, Noise)
        );
        ShouldBeAbout(turns, (0, 0));
    }

    [Fact]
    public void Take_BothTalkAtOnce_TheHolderKeepsTheTurnUntilSilent()
    {
        var turns = Turns(
            new SyntheticSpeech(1).Say(5, Voice, Noise).Rest(4, Noise),
            new SyntheticSpeech(2).Rest(3, Noise).Say(6, Voice + 1, Noise)
        );
        ShouldBeAbout(turns, (0, 0), (1, 5));
    }

    [Fact]
    public void Take_SecondSpeakerBegins_HasTheFirstTurn()
    {
        var turns = Turns(
            new SyntheticSpeech(1).Rest(6, Noise).Say(3, Voice, Noise),
            new SyntheticSpeech(2).Rest(1, Noise).Say(4, Voice, Noise)
        );
        ShouldBeAbout(turns, (1, 0), (0, 6));
    }

    [Fact]
    public void Take_OneShortWord_HasTheWholeRecording()
    {
        ShouldBeAbout(
            Turns(new SyntheticSpeech(1).Rest(2, Noise), new SyntheticSpeech(2).Rest(1, Noise).Say(0.5, Voice, Noise)),
            (1, 0)
        );
        ShouldBeAbout(Turns(new SyntheticSpeech(1).Nothing(2), new SyntheticSpeech(2).Nothing(1)), (0, 0));
    }

    [Fact]
    public void Take_AListOfWhoSpeaks_FollowsIt()
    {
        const long Second = SpeechFrames.SampleRate;
        var voices = Voices.OfList(
            [
                [new(0, 4 * Second), new(8 * Second, 12 * Second)],
                [new(4 * Second, 8 * Second)],
                [new(5 * Second, 5 * Second + 100)],
            ],
            12 * Second
        );
        TurnTaker.Take(voices).ShouldBe([new(0, 0), new(1, 4 * Second), new(0, 8 * Second)]);
    }

    [Fact]
    public void HeardPauses_OfTheHolders_ReachOverAChangeOfTurn()
    {
        SpeakerTurn[] turns = [new(0, 0), new(1, 1000), new(0, 3000)];
        Pause[] first = [new(100, 200), new(900, 1500), new(2000, 2100)];
        Pause[] second = [new(0, 1100), new(2900, 4000)];
        HeardPauses.Of(turns, [first, second], 5000).ShouldBe([new(100, 200), new(900, 1100), new(2900, 3000)]);
    }

    private static IReadOnlyList<SpeakerTurn> Turns(params SyntheticSpeech[] tracks) =>
        TurnTaker.Take(Voices.OfTracks([.. tracks.Select(track => track.Measure())]));

    private static void ShouldBeAbout(IReadOnlyList<SpeakerTurn> turns, params (int Speaker, double Seconds)[] expected)
    {
        turns.Select(turn => turn.Speaker).ShouldBe(expected.Select(turn => turn.Speaker));
        foreach (var (turn, (_, seconds)) in turns.Zip(expected))
            ((double)turn.Start / SpeechFrames.SampleRate).ShouldBe(seconds, Syllable);
    }
}
