using System.Globalization;
using OmniAvatar.Listening;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Media.Tests.Pictures;
using OmniAvatar.Planning;
using SkiaSharp;

namespace OmniAvatar.Media.Tests.Speakers;

public sealed class SpeakersIngestTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly ScratchFolder _target = new();

    public void Dispose()
    {
        _scratch.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task RunAsync_TwoTracks_FollowsTheTurnsAndMixesTheSound()
    {
        // One speaks for 3 s, the other after a second of rest for 2 s, on tracks of other rates, channels and lengths.
        var first = Talk("first.wav", rate: 16_000, channels: 1, from: 0, to: 3, length: 3.5);
        var second = Talk("second.wav", rate: 44_100, channels: 2, from: 4, to: 6, length: 7);

        var input = await InputIngest.RunAsync(
            new InputFiles([new(Picture("a.png"), first, null), new(Picture("b.png"), second, null)]),
            _target.Path,
            default
        );

        input.Facts.SpeechSamples.ShouldBe((long)(7.3 * SpeechFrames.SampleRate));
        input.Facts.Speakers.Count.ShouldBe(2);
        input.Facts.Speakers.ShouldAllBe(speaker => speaker.SoundSha256 != null);
        input.Facts.Turns.Select(turn => turn.Speaker).ShouldBe([0, 1]);
        Seconds(input.Facts.Turns[1].Start).ShouldBe(4.3, 0.1);
        input.Facts.Pauses.ShouldContain(pause =>
            Math.Abs(Seconds(pause.Start) - 3.3) < 0.1 && Math.Abs(Seconds(pause.End) - 4.3) < 0.1
        );
        _target.Names().ShouldBe(["picture", "picture-1", "sound", "speech-1.f32", "speech.f32"]);
        var mix = await SoundProbe.ReadAsync(input.SoundPath, default);
        (mix.SampleRate, mix.Channels).ShouldBe((44_100, 2));
        var heard = await SpeechDecoder.DecodeAsync(
            new SoundTrack(input.SoundPath, "mix", mix.SampleRate, mix.Channels),
            _target.Combine("mix.f32"),
            default
        );
        heard.Samples.ShouldBe((long)(7.3 * SpeechFrames.SampleRate));
        PauseDetector
            .Detect(heard.Levels)
            .Count(pause => pause.End - pause.Start > SpeechFrames.SampleRate / 2)
            .ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_OneRecordingAndAList_FollowsTheList()
    {
        var recording = Talk("talk.wav", 16_000, 1, from: 0, to: 8, length: 8);
        var rttm = _scratch.Write(
            "talk.rttm",
            "SPEAKER talk 1 0 3 <NA> <NA> anna <NA>\r\nSPEAKER talk 1 3 5 <NA> <NA> ben <NA>\r\n"
        );

        var input = await InputIngest.RunAsync(Files(recording, rttm, "ben", "anna"), _target.Path, default);

        input.Facts.Turns.ShouldBe([new(1, 0), new(0, (long)(3.3 * SpeechFrames.SampleRate))]);
        input.Facts.Speakers.Select(speaker => speaker.SoundSha256 is null).ShouldBe([false, true]);
        input.SpeechPaths.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("anna", "carl", "has no line for the label 'carl'.")]
    [InlineData("anna", "anna-2", "has no line for the label 'anna-2'.")]
    public async Task RunAsync_ListOfOtherSpeakers_IsBadInput(string first, string second, string expected)
    {
        var rttm = _scratch.Write("talk.rttm", "SPEAKER talk 1 0 3 <NA> <NA> anna <NA>\n");
        var files = Files(Talk("talk.wav", 16_000, 1, 0, 1, 1), rttm, first, second);
        (
            await Should.ThrowAsync<BadInputException>(() => InputIngest.RunAsync(files, _target.Path, default))
        ).Message.ShouldEndWith(expected);
    }

    [Fact]
    public async Task RunAsync_ListWithAStranger_IsBadInput()
    {
        var rttm = _scratch.Write(
            "talk.rttm",
            "SPEAKER talk 1 0 3 <NA> <NA> anna <NA>\nSPEAKER talk 1 3 1 <NA> <NA> zoe <NA>\n"
        );
        var files = Files(Talk("talk.wav", 16_000, 1, 0, 1, 1), rttm, "anna");
        (
            await Should.ThrowAsync<BadInputException>(() => InputIngest.RunAsync(files, _target.Path, default))
        ).Message.ShouldEndWith("lists 'zoe', which is not the label of a speaker.");
    }

    private InputFiles Files(string recording, string rttm, params string[] labels) =>
        new([.. labels.Select((label, i) => new SpeakerFiles(Picture($"{i}.png"), null, label))], recording, rttm);

    private string Picture(string name) => _scratch.Write(name, PictureFiles.Encode(SKEncodedImageFormat.Png));

    /// <summary>A tone between two times, in silence.</summary>
    private string Talk(string name, int rate, int channels, double from, double to, double length) =>
        _scratch.Ffmpeg(
            string.Create(
                CultureInfo.InvariantCulture,
                $"-f lavfi -i aevalsrc=0.2*sin(440*2*PI*t)*between(t\\,{from}\\,{to}):s={rate}:d={length} "
                    + $"-ac {channels}"
            ),
            name
        );

    private static double Seconds(long samples) => (double)samples / SpeechFrames.SampleRate;
}
