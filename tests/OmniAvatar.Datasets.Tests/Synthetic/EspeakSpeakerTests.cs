using OmniAvatar.Datasets.Synthetic.Speech;

namespace OmniAvatar.Datasets.Tests.Synthetic;

public class EspeakSpeakerTests
{
    private const string ThreadName = "speaks-often"; // At most 15 letters are kept.

    private static readonly string[] Phrases =
    [
        "hello there my friend",
        "seven silver sailing ships",
        "the quick brown fox jumps",
        "good morning everybody",
    ];
    private static readonly Voice[] Voices =
    [
        new("en-us+f3", 150, 30, 50),
        new("en+m2", 170, 50, 40),
        new("en-gb-x-rp+m8", 140, 60, 70),
        new("en-us-nyc+f4", 190, 70, 30),
    ];

    [Fact]
    public void Say_AnyOrder_DependsOnPhraseAndVoiceAlone()
    {
        var random = new Random(1);
        var heard = new Dictionary<(int, int), SpokenPhrase>();
        for (var i = 0; i < 60; i++)
        {
            var (phrase, voice) = (random.Next(Phrases.Length), random.Next(Voices.Length));
            var spoken = Say(phrase, voice);
            if (heard.TryAdd((phrase, voice), spoken))
                continue;
            spoken.Samples.AsSpan().SequenceEqual(heard[(phrase, voice)].Samples).ShouldBeTrue();
            spoken.Phonemes.ShouldBe(heard[(phrase, voice)].Phonemes);
        }
        heard.Values.Select(spoken => spoken.Samples.Length).Distinct().Count().ShouldBeGreaterThan(heard.Count / 2);
    }

    [Fact]
    public void Say_FortyTimes_LeavesNoThread()
    {
        // A thread that native code starts has the name of its maker, so those of other tests are not counted.
        var counted = 0;
        var speaker = new Thread(() =>
        {
            for (var i = 0; i < 40; i++)
                Say(i % Phrases.Length, i % Voices.Length);
            counted = Directory.EnumerateDirectories("/proc/self/task").Count(IsSpeaker);
        })
        {
            Name = ThreadName,
        };

        speaker.Start();
        speaker.Join();

        counted.ShouldBe(1);
    }

    [Fact]
    public void Say_UnknownVoice_IsBadInputAndDoesNotHinderTheNext()
    {
        var unknown = Voices[0] with { Name = "xx-nobody" };

        for (var i = 0; i < 5; i++)
            Should
                .Throw<BadInputException>(() => EspeakSpeaker.Say([Phrases[0]], unknown, CancellationToken.None))
                .Message.ShouldContain("xx-nobody");

        Say(0, 0).Samples.ShouldContain(sample => sample > 0.1f);
    }

    private static SpokenPhrase Say(int phrase, int voice) =>
        EspeakSpeaker.Say([Phrases[phrase]], Voices[voice], CancellationToken.None)[0];

    private static bool IsSpeaker(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd() == ThreadName;
        }
        catch (IOException)
        {
            return false; // Ended meanwhile.
        }
    }
}
