using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Tests.Sounds;

public sealed class SpeechDecoderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string SpeechPath => _scratch.Combine("speech.f32");

    // Seconds of tone, of which each gives 16,000 samples after the 4,800 of silence.
    [Theory]
    [InlineData("mono.wav", 16_000, 1, "pcm_s16le", 20_800)]
    [InlineData("stereo.wav", 44_100, 2, "pcm_s16le", 20_800)]
    [InlineData("eight.wav", 8_000, 1, "pcm_mulaw", 20_800)]
    [InlineData("surround.flac", 48_000, 6, "flac", 20_800)]
    [InlineData("wide.wav", 96_000, 2, "pcm_f32le", 20_800)]
    [InlineData("odd.ogg", 22_050, 1, "flac", 20_800)]
    public async Task DecodeAsync_OneSecond_GivesLeadAndSecond(
        string name,
        int rate,
        int channels,
        string codec,
        long samples
    )
    {
        var speech = await Decode(_scratch.Tone(name, rate, channels, codec: codec));

        (speech.Samples, speech.IsSilent).ShouldBe((samples, false));
        var decoded = Samples();
        decoded.Length.ShouldBe((int)samples);
        // The resampler rings a little before the sound begins.
        decoded[..4700].Max(MathF.Abs).ShouldBeLessThan(1e-3f);
        decoded[5000..].Max(MathF.Abs).ShouldBeGreaterThan(0.01f);
    }

    [Fact]
    public async Task DecodeAsync_SixteenKilohertzMono_KeepsEverySample()
    {
        short[] samples = [.. Enumerable.Range(0, 4000).Select(i => (short)(i * 7919 % 60_000 - 30_000))];
        _scratch.Write("raw", MemoryMarshal.AsBytes<short>(samples).ToArray());
        var path = _scratch.Ffmpeg("-f s16le -ar 16000 -ac 1 -i raw", "exact.wav");

        await Decode(path);

        var decoded = Samples();
        decoded[..4800].ShouldAllBe(sample => sample == 0);
        decoded[4800..].ShouldBe(samples.Select(sample => sample / 32768f));
    }

    [Fact]
    public async Task DecodeAsync_OppositeChannels_Average()
    {
        var path = _scratch.Ffmpeg("-f lavfi -i aevalsrc=0.5|-0.5:s=16000:d=1:c=stereo", "opposite.wav");

        (await Decode(path)).IsSilent.ShouldBeTrue();
    }

    [Fact]
    public async Task DecodeAsync_SoundTrackOfAVideo_IsTaken()
    {
        var path = _scratch.Ffmpeg(
            "-f lavfi -i color=red:s=64x64:d=1 -f lavfi -i sine=440:r=48000:d=1 -c:a flac",
            "talk.mkv"
        );

        (await Decode(path)).Samples.ShouldBe(20_800);
    }

    [Fact]
    public async Task DecodeAsync_ChannelsChangeOnTheWay_LeadIsNotRepeated()
    {
        var mono = _scratch.Tone("mono.mp3", 44_100, 1, codec: "libmp3lame");
        var stereo = _scratch.Tone("stereo.mp3", 44_100, 2, codec: "libmp3lame");
        var both = _scratch.Write("both.mp3", [.. File.ReadAllBytes(stereo), .. File.ReadAllBytes(mono)]);

        var speech = await Decode(both);

        speech.Samples.ShouldBeInRange(36_000, 39_000);
    }

    [Fact]
    public async Task DecodeAsync_OnlySilence_SaysSo()
    {
        var path = _scratch.Ffmpeg("-f lavfi -i anullsrc=r=16000:cl=mono -t 1", "silence.wav");

        var speech = await Decode(path);
        (speech.Samples, speech.IsSilent).ShouldBe((20_800L, true));
    }

    [Theory]
    [InlineData("-loud.wav")]
    [InlineData("http:loud.wav")]
    [InlineData("concat:loud.wav|loud.wav")]
    [InlineData("loud %d \"two\" \\")]
    public async Task DecodeAsync_NameThatLooksLikeSomethingElse_IsAFile(string name)
    {
        File.Move(_scratch.Tone("loud.wav"), _scratch.Combine(name));

        (await Decode(_scratch.Combine(name))).Samples.ShouldBe(20_800);
    }

    [Theory]
    [InlineData("absent", "does not exist")]
    [InlineData("folder", "is a folder")]
    [InlineData("empty", "is empty")]
    [InlineData("text", "is not a sound or video file")]
    [InlineData("header-only", "has a length of zero")]
    [InlineData("no-sound", "has no sound stream")]
    [InlineData("playlist", "is not a sound or video file")]
    [InlineData("script", "is not a sound or video file")]
    [InlineData("noise", "is not a sound or video file")]
    [InlineData("/dev/zero", "is a device and not a file")]
    public async Task DecodeAsync_BadInput_IsOneSentenceAndLeavesNothing(string kind, string message)
    {
        var path = Bad(kind);
        var before = _scratch.Names();

        var e = await Should.ThrowAsync<BadInputException>(() => Decode(path));

        e.Message.ShouldContain(message);
        e.Message.ShouldEndWith(".");
        e.Message.ShouldNotContain('\n');
        _scratch.Names().ShouldBe(before);
    }

    [Fact]
    public async Task DecodeAsync_PlaylistOfAnAddress_ConnectsToNothing()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/a.ts";
        var path = _scratch.Write(
            "playlist.wav",
            $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n"
        );

        await Should.ThrowAsync<BadInputException>(() => Decode(path));

        server.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task DecodeAsync_FolderThatCannotBeWritten_SaysSo()
    {
        var path = _scratch.Tone("a.wav");
        var track = await SoundTrack.ExtractAsync(path, _scratch.Combine("track"), default);

        await Should.ThrowAsync<RenderFailedException>(() => SoundTrack.ExtractAsync(path, "/sys/track", default));
        await Should.ThrowAsync<RenderFailedException>(() =>
            SpeechDecoder.DecodeAsync(track, "/sys/speech.f32", default)
        );
    }

    [Fact]
    public async Task DecodeAsync_Cancelled_LeavesNothing()
    {
        var path = _scratch.Tone("long.wav", seconds: 60);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            SoundTrack.ExtractAsync(path, _scratch.Combine("track"), new CancellationToken(true))
        );

        _scratch.Names().ShouldBe(["long.wav"]);
    }

    private async Task<Speech> Decode(string path)
    {
        var track = await SoundTrack.ExtractAsync(path, _scratch.Combine("track"), default);
        try
        {
            return await SpeechDecoder.DecodeAsync(track, SpeechPath, default);
        }
        finally
        {
            File.Delete(track.Path);
        }
    }

    private float[] Samples() => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SpeechPath)).ToArray();

    private string Bad(string kind) =>
        kind switch
        {
            "folder" => _scratch.Path,
            "empty" => _scratch.Write("empty.wav", ""),
            "text" => _scratch.Write("text.mp3", string.Concat(Enumerable.Repeat("This is no sound at all.\n", 200))),
            "header-only" => _scratch.Ffmpeg("-f lavfi -i sine=d=1 -t 0", "header.wav"),
            "no-sound" => _scratch.Ffmpeg("-f lavfi -i color=red:s=64x64:d=1", "mute.mp4"),
            "playlist" => _scratch.Write(
                "list.m3u8",
                $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{_scratch.Tone("a.aac", codec: "aac")}\n#EXT-X-ENDLIST\n"
            ),
            "script" => _scratch.Write(
                "script.wav",
                $"ffconcat version 1.0\nfile {Path.GetFileName(_scratch.Tone("b.wav"))}\n"
            ),
            "noise" => _scratch.Write("noise.wav", Noise()),
            "/dev/zero" => "/dev/zero",
            _ => _scratch.Combine(kind),
        };

    private static byte[] Noise()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
