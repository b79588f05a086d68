using System.Runtime.InteropServices;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos.Sources;

namespace OmniAvatar.Media.Tests.Sounds;

public sealed class SoundTrackTests : IDisposable
{
    private const string Click = "aevalsrc='if(between(t,1.5,1.51),0.9,0)':s=48000:d=3";

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("nan", "holds 1 samples that are not numbers")]
    [InlineData("inf", "holds 1 samples that are not numbers")]
    [InlineData("all", "holds 8000 samples that are not numbers")]
    public async Task ExtractAsync_SamplesThatAreNotNumbers_IsRefused(string kind, string message)
    {
        var samples = Enumerable.Range(0, 8000).Select(i => 0.3f * MathF.Sin(i / 20f)).ToArray();
        if (kind == "all")
            samples.AsSpan().Fill(float.NaN);
        else
            samples[500] = kind == "nan" ? float.NaN : float.NegativeInfinity;
        var path = Floats(samples);

        var e = await Should.ThrowAsync<BadInputException>(() => Extract(path));

        e.Message.ShouldContain(message);
        File.Exists(TrackPath).ShouldBeFalse();
    }

    [Fact]
    public async Task ExtractAsync_NineTimesFullScale_IsMeasured()
    {
        var path = Floats([.. Enumerable.Range(0, 8000).Select(i => 9 * MathF.Sin(i / 20f))]);

        (await Extract(path)).Peak.ShouldBe(9, 0.01);
    }

    [Theory]
    [InlineData(88_201, 96_000)]
    [InlineData(655_350, 96_000)]
    [InlineData(705_600, 96_000)]
    [InlineData(768_000, 96_000)]
    [InlineData(352_800, 352_800)]
    [InlineData(192_000, 192_000)]
    [InlineData(11_127, 11_127)]
    public async Task ExtractAsync_OddRate_KeepsTheLength(int rate, int expected)
    {
        var track = await Extract(_scratch.Tone("tone.wav", rate, seconds: 0.5));

        track.SampleRate.ShouldBe(expected);
        ((double)(await HeardAsync(track)).Length).ShouldBe(8000, 2);
    }

    [Fact]
    public async Task ExtractAsync_SecondOfTwoTracksIsTheDefault_IsTaken()
    {
        var path = _scratch.Ffmpeg(
            "-f lavfi -i anullsrc=r=16000:cl=mono -f lavfi -i sine=440:r=48000:d=1 -map 0 -map 1 -t 1 -c:a "
                + "flac -disposition:a:0 0 -disposition:a:1 default",
            "two.mkv"
        );

        var track = await Extract(path);

        track.SampleRate.ShouldBe(48_000);
        track.Peak.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public async Task ExtractAsync_HeaderSaysTwoDays_IsRefusedBeforeItIsDecoded()
    {
        // The header of a FLAC file ends with its number of samples: 36 bits before 16 bytes of checksum, at 18 to 26.
        var file = File.ReadAllBytes(_scratch.Tone("a.flac", 8000, codec: "flac"));
        var samples = 8000L * 3600 * 48;
        file[21] = (byte)((file[21] & 0xF0) | (int)(samples >> 32));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(22), (uint)samples);
        var path = _scratch.Write("days.flac", file);

        (await SoundProbe.ReadAsync(path, default)).Seconds!.Value.ShouldBe(48 * 3600, 1);
        (await Should.ThrowAsync<BadInputException>(() => Extract(path))).Message.ShouldBe(
            $"The sound {path} is longer than 24 hours."
        );
    }

    [Theory]
    [InlineData("mkv", "0.5", 2.0)]
    [InlineData("mp4", "0.5", 2.0)]
    [InlineData("flv", "0.5", 2.0)]
    [InlineData("ts", "0.5", 2.0)]
    [InlineData("mkv", "-0.5", 1.5)]
    // The file's own edit list leaves out what comes before the pictures.
    [InlineData("mp4", "-0.5", 1.0)]
    public async Task ExtractAsync_SoundBesideAPicture_IsLateAsInTheFileAndLosesNothing(
        string container,
        string offset,
        double click
    )
    {
        var path = Video(container, offset);

        var heard = await HeardAsync(await Extract(path));

        // Less than a frame: Matroska loses the 21 ms that AAC begins before its sound.
        ClickOf(heard).ShouldBe(click, 0.03);
    }

    [Theory]
    [InlineData("mkv", "0.5", 2.0)]
    [InlineData("mp4", "0.5", 2.0)]
    [InlineData("flv", "0.5", 2.0)]
    [InlineData("ts", "0.5", 2.0)]
    [InlineData("mkv", "-0.5", 1.0)]
    [InlineData("mp4", "-0.5", 1.0)]
    [InlineData("ts", "-0.5", 1.0)]
    public async Task ExtractAsync_SoundOfAVideo_IsInStepWithItsFirstPicture(
        string container,
        string offset,
        double click
    )
    {
        var video = await VideoSource.OpenAsync(Video(container, offset), default);

        var heard = await HeardAsync(await SoundTrack.ExtractAsync(video, TrackPath, default));
        var measured = await SpeechSamples.ReadAsync(video, default);

        ClickOf(heard).ShouldBe(click, 0.02);
        ClickOf([.. measured.Select(sample => sample / 32768f)]).ShouldBe(click, 0.02);
    }

    [Fact]
    public async Task ExtractAsync_GapInTheTimeStamps_IsSilence()
    {
        var first = _scratch.Ffmpeg("-f lavfi -i sine=440:r=48000:d=1 -c:a flac", "first.mka");
        _scratch.Write(
            "list",
            $"ffconcat version 1.0\nfile first.mka\nduration 3\nfile {System.IO.Path.GetFileName(first)}\n"
        );
        var path = _scratch.Ffmpeg("-f concat -safe 0 -i list -c copy", "gap.mka");

        var heard = await HeardAsync(await Extract(path));

        ((double)heard.Length).ShouldBe(4 * 16_000, 160);
        heard[17_000..47_000].Max(MathF.Abs).ShouldBeLessThan(0.01f);
        heard[49_000..].Max(MathF.Abs).ShouldBeGreaterThan(0.05f);
    }

    private string TrackPath => _scratch.Combine("track");

    private Task<SoundTrack> Extract(string path) => SoundTrack.ExtractAsync(path, TrackPath, default);

    /// <summary>Three seconds of a picture, and a click 1.5 s into a sound that begins later or earlier.</summary>
    private string Video(string container, string offset) =>
        _scratch.Ffmpeg(
            $"-f lavfi -i testsrc2=s=64x64:r=25:d=3 -itsoffset {offset} -f lavfi -i {Click} -c:v libx264 "
                + $"-preset ultrafast -bf 2 -c:a aac",
            $"video.{container}"
        );

    private async Task<float[]> HeardAsync(SoundTrack track)
    {
        await SpeechDecoder.DecodeAsync(track, _scratch.Combine("heard.f32"), default);
        return MemoryMarshal
            .Cast<byte, float>(File.ReadAllBytes(_scratch.Combine("heard.f32")))[(int)SpeechDecoder.LeadSamples..]
            .ToArray();
    }

    private static double ClickOf(float[] heard) =>
        Array.FindIndex(heard, sample => MathF.Abs(sample) > 0.3f) / 16_000.0;

    private string Floats(float[] samples)
    {
        _scratch.Write("raw", MemoryMarshal.AsBytes<float>(samples).ToArray());
        // ffmpeg's own conversion would look at the samples.
        return _scratch.Ffmpeg("-f f32le -ar 16000 -ac 1 -i raw -c:a copy", "floats.wav");
    }
}
