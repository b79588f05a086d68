using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Tests.Sounds;

public sealed class DecodeBudgetTests : IDisposable
{
    private const long Hour = 3600;

    private readonly ScratchFolder _scratch = new();

    [Theory]
    [InlineData(48 * Hour, long.MaxValue, "longer than 24 hours")]
    [InlineData(20 * Hour, 4L << 30, "18.6 hours of speech")]
    public async Task Extract_FileThatStatesItsLength_IsRefusedUndecoded(long seconds, long bytes, string reason)
    {
        var sound = Stating(_scratch.Tone("a.flac", rate: 8000, codec: "flac"), seconds * 8000);

        var refusal = await Should.ThrowAsync<BadInputException>(() =>
            SoundTrack.ExtractAsync(sound, _scratch.Combine("track"), default, budget: new DecodeBudget(bytes))
        );

        refusal.Message.ShouldContain(reason);
        _scratch.Names().ShouldBe(["a.flac"]);
    }

    [Fact]
    public async Task Extract_MoreThanIsLeft_StopsThere()
    {
        // A second of noise at 48 kHz in stereo: nearly 200 kB, of which its length tells nothing.
        var sound = _scratch.Ffmpeg("-f lavfi -i anoisesrc=r=48000:d=1 -ac 2 -c:a pcm_s16le", "noise.wav");

        await Should.ThrowAsync<BadInputException>(() =>
            SoundTrack.ExtractAsync(sound, _scratch.Combine("track"), default, budget: new DecodeBudget(70_000))
        );

        _scratch.Names().ShouldBe(["noise.wav"]);
    }

    [Fact]
    public async Task Decode_SoundsOfOneRequest_ShareWhatThereIs()
    {
        var budget = new DecodeBudget(250_000);
        var sound = _scratch.Tone("a.wav", seconds: 1);

        await DecodeAsync("first");
        await DecodeAsync("second");

        (await Should.ThrowAsync<BadInputException>(() => DecodeAsync("third"))).Message.ShouldContain("250000 bytes");

        async Task DecodeAsync(string name)
        {
            var track = await SoundTrack.ExtractAsync(sound, _scratch.Combine(name), default, budget: budget);
            await SpeechDecoder.DecodeAsync(track, _scratch.Combine(name + ".f32"), default, budget);
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes a number of samples into the header of a FLAC file.</summary>
    private static string Stating(string path, long samples)
    {
        // "fLaC", the block's header, and what of STREAMINFO comes before the last four bits of its length
        const int lengthField = 4 + 4 + 13;
        using var file = File.OpenWrite(path);
        file.Position = lengthField;
        // The upper four bits of the byte belong to the sample's size: 16 bits less one.
        file.WriteByte((byte)(0xF0 | samples >> 32 & 0xF));
        for (var shift = 24; shift >= 0; shift -= 8)
            file.WriteByte((byte)(samples >> shift));
        return path;
    }
}
