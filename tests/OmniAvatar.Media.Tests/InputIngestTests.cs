using System.Security.Cryptography;
using OmniAvatar.Media.Tests.Pictures;
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

        (input.PictureWidth, input.PictureHeight, input.SpeechSamples, input.IsSilent).ShouldBe((64, 96, 20_800L, false));
        input.PictureSha256.ShouldBe(Sha256(picture));
        input.SoundSha256.ShouldBe(Sha256(sound));
        File.ReadAllBytes(input.PicturePath).ShouldBe(File.ReadAllBytes(picture));
        new FileInfo(input.SpeechPath).Length.ShouldBe(20_800 * sizeof(float));
        _target.Names().ShouldBe(["picture", "sound", "speech.f32"]);
    }

    [Fact]
    public async Task RunAsync_Twice_GivesTheSameFiles()
    {
        var picture = _scratch.Write("a.png", PictureFiles.Encode(SKEncodedImageFormat.Png));
        var sound = _scratch.Tone("talk.mp3", 44_100, 2, codec: "libmp3lame");

        var first = await InputIngest.RunAsync(picture, sound, _target.Path, default);
        var (track, speech) = (Sha256(first.SoundPath), Sha256(first.SpeechPath));
        var second = await InputIngest.RunAsync(picture, sound, _target.Path, default);

        second.ShouldBe(first);
        (Sha256(second.SoundPath), Sha256(second.SpeechPath)).ShouldBe((track, speech));
    }

    [Fact]
    public async Task RunAsync_BadPicture_IsNamedAsTheUserNamedIt()
    {
        var picture = _scratch.Write("text.png", "no picture");

        var e = await Should.ThrowAsync<BadInputException>(() => InputIngest.RunAsync(picture, _scratch.Tone("a.wav"), _target.Path, default));

        e.Message.ShouldBe($"The picture {picture} is not a png, jpeg or webp picture.");
    }

    [Fact]
    public async Task RunAsync_BadSound_IsNamedAsTheUserNamedIt()
    {
        var picture = _scratch.Write("a.png", PictureFiles.Encode(SKEncodedImageFormat.Png));

        var e = await Should.ThrowAsync<BadInputException>(() => InputIngest.RunAsync(picture, _scratch.Combine("absent.wav"), _target.Path, default));

        e.Message.ShouldBe($"The sound {_scratch.Combine("absent.wav")} does not exist.");
    }

    [Fact]
    public async Task RunAsync_ShippedSample_HasEverySample()
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");

        var input = await InputIngest.RunAsync(Path.Combine(samples, "presenter.png"), Path.Combine(samples, "speech.mp3"), _target.Path, default);

        // 305,348 samples at 44.1 kHz behind 13,230 of silence.
        (input.PictureWidth, input.PictureHeight, input.SpeechSamples, input.IsSilent).ShouldBe((720, 960, 115_584L, false));
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
