using System.Security.Cryptography;
using OmniAvatar.Media.Tests.Pictures;
using OmniAvatar.Requests;
using SkiaSharp;

namespace OmniAvatar.Media.Tests;

public sealed class InputIngestTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly ScratchFolder _target = new();

    public void Dispose()
    {
        _scratch.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task RunAsync_PictureAndSound_AreCheckedHashedAndMadeReady()
    {
        var picture = _scratch.Write("turned.jpg", PictureFiles.WithOrientation(SKEncodedImageFormat.Jpeg, 6));
        var sound = _scratch.Tone("talk.ogg", 44_100, 2, codec: "flac");

        var input = await InputIngest.RunAsync(picture, sound, _target.Path, default);

        input.Facts.Speakers.ShouldBe([new SpeakerFacts(Sha256(picture), 64, 96, Sha256(sound))]);
        (input.Facts.SpeechSamples, input.Warnings.Count).ShouldBe((20_800L, 0));
        File.ReadAllBytes(input.PicturePaths[0]).ShouldBe(File.ReadAllBytes(picture));
        new FileInfo(input.SpeechPaths[0]).Length.ShouldBe(20_800 * sizeof(float));
        _target.Names().ShouldBe(["picture", "sound", "speech.f32"]);
    }

    [Fact]
    public async Task RunAsync_Twice_GivesTheSameFiles()
    {
        var picture = _scratch.Write("a.png", PictureFiles.Encode(SKEncodedImageFormat.Png));
        var sound = _scratch.Tone("talk.mp3", 44_100, 2, codec: "libmp3lame");

        var first = await InputIngest.RunAsync(picture, sound, _target.Path, default);
        var (track, speech) = (Sha256(first.SoundPath), Sha256(first.SpeechPaths[0]));
        var second = await InputIngest.RunAsync(picture, sound, _target.Path, default);

        second.ShouldBeEquivalentTo(first);
        (Sha256(second.SoundPath), Sha256(second.SpeechPaths[0])).ShouldBe((track, speech));
    }

    [Theory]
    [InlineData(
        "9*sin(2000*t):s=16000:d=1",
        "-c:a pcm_f32le",
        "The sound goes up to 9.0 times full scale and is clipped"
    )]
    [InlineData(
        "0.5*sin(2000*t)|-0.5*sin(2000*t):s=16000:d=1:c=stereo",
        "-c:a pcm_s16le",
        "The channels of the sound cancel each other"
    )]
    [InlineData("0:s=16000:d=1", "-c:a pcm_s16le", "The sound is silent")]
    public async Task RunAsync_OddSound_IsWarnedOf(string formula, string codec, string warning)
    {
        var picture = _scratch.Write("a.png", PictureFiles.Encode(SKEncodedImageFormat.Png));
        var sound = _scratch.Ffmpeg($"-f lavfi -i aevalsrc={formula} {codec}", "odd.wav");

        var input = await InputIngest.RunAsync(picture, sound, _target.Path, default);

        input.Warnings.ShouldHaveSingleItem().ShouldStartWith(warning);
    }

    [Fact]
    public async Task RunAsync_BadPicture_IsNamedAsTheUserNamedIt()
    {
        var picture = _scratch.Write("text.png", "no picture");

        var e = await Should.ThrowAsync<BadInputException>(() =>
            InputIngest.RunAsync(picture, _scratch.Tone("a.wav"), _target.Path, default)
        );

        e.Message.ShouldBe($"The picture {picture} is not a png, jpeg or webp picture.");
    }

    [Fact]
    public async Task RunAsync_BadSound_IsNamedAsTheUserNamedIt()
    {
        var picture = _scratch.Write("a.png", PictureFiles.Encode(SKEncodedImageFormat.Png));

        var e = await Should.ThrowAsync<BadInputException>(() =>
            InputIngest.RunAsync(picture, _scratch.Combine("absent.wav"), _target.Path, default)
        );

        e.Message.ShouldBe($"The sound {_scratch.Combine("absent.wav")} does not exist.");
    }

    [Fact]
    public async Task RunAsync_ShippedSample_HasEverySample()
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");

        var input = await InputIngest.RunAsync(
            Path.Combine(samples, "presenter.png"),
            Path.Combine(samples, "speech.mp3"),
            _target.Path,
            default
        );

        // 305,348 samples at 44.1 kHz behind 13,230 of silence.
        (input.Facts.Speakers[0].PictureWidth, input.Facts.Speakers[0].PictureHeight).ShouldBe((720, 960));
        (input.Facts.SpeechSamples, input.Warnings.Count).ShouldBe((115_584L, 0));
        // "Hello. | One picture, this voice, and a short prompt: | that is all this video was made from."
        input.Facts.Pauses.Select(pause => Math.Round(pause.Start / 16_000.0, 1)).ShouldBe([0, 0.9, 4.5, 7]);
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
