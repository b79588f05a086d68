using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Provenance;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Tests.Videos;

public sealed class VideoAssemblerTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly VideoAssembler _assembler = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(25)]
    [InlineData(24)]
    [InlineData(30)]
    public async Task AssembleAsync_Fragments_KeepsEveryFrameAtItsTime(int framesPerSecond)
    {
        int[] counts = [21, 8, 8, 8, 1];
        var parts = await Parts(counts, framesPerSecond);

        await _assembler.AssembleAsync(parts, default);

        var video = await VideoProbe.ReadAsync(Output, default);
        video.Frames.ShouldBe(counts.Sum());
        video.FrameRate.ShouldBe($"{framesPerSecond}/1");
        video.VideoSeconds.ShouldBe((double)counts.Sum() / framesPerSecond, 1e-6);
        video.SoundCodec.ShouldBe("aac");
        video.Comment.ShouldBe(parts.Comment);
        (await VideoProbe.FrameMd5Async(Output, default)).ShouldBe(await Md5(parts.FragmentPaths));
        _scratch.Names().ShouldNotContain(name => name.Contains("partial"));
    }

    [Fact]
    public async Task AssembleAsync_Sound_StartsAfterTheLeadAndOneFrame()
    {
        await _assembler.AssembleAsync(await Parts([34], 25), default);

        var video = await VideoProbe.ReadAsync(Output, default);
        // One second of tone behind 0.3 s + 1/25 s of silence; the encoder works in blocks of 1024 samples.
        video.SoundSeconds.ShouldBe(1.34, 1024.0 / 16_000);
        var heard = await Decode(Output);
        var start = Array.FindIndex(heard, sample => MathF.Abs(sample) > 0.02f);
        (start / 16_000.0).ShouldBe(0.34, 0.02);
    }

    [Fact]
    public async Task AssembleAsync_Crossfade_FadesTheFirstFramesAndKeepsAllOthers()
    {
        const int Faded = 3;
        int[] counts = [5, 9, 4];
        var parts = await Parts(counts, 25);
        var tail = Solid("tail.mp4", 40, Faded);
        var fragments = new[] { parts.FragmentPaths[0], Solid("head.mp4", 200, counts[1]), parts.FragmentPaths[2] };
        var faded = parts with { FragmentPaths = fragments, Crossfades = [new Crossfade(1, tail, Faded)] };

        await _assembler.AssembleAsync(faded, default);

        var video = await VideoProbe.ReadAsync(Output, default);
        video.Frames.ShouldBe(counts.Sum());
        video.VideoSeconds.ShouldBe(counts.Sum() / 25.0, 1e-6);
        var (expected, found) = (await Md5(fragments), await VideoProbe.FrameMd5Async(Output, default));
        found.Take(5).ShouldBe(expected.Take(5));
        found.TakeLast(4).ShouldBe(expected.TakeLast(4));
        // A quarter, a half and three quarters of the way from 40 to 200, then 200.
        Greys(Output)
            .Skip(5)
            .Take(9)
            .Zip([80, 120, 160, 200, 200, 200, 200, 200, 200])
            .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 3);
        _scratch.Names().ShouldNotContain(name => name.Contains("partial"));
    }

    [Fact]
    public async Task AssembleAsync_Finished_CanPlayWhileItLoads()
    {
        await _assembler.AssembleAsync(await Parts([5], 25), default);

        var file = await File.ReadAllBytesAsync(Output);
        file.AsSpan().IndexOf("moov"u8).ShouldBeLessThan(file.AsSpan().IndexOf("mdat"u8));
    }

    [Fact]
    public async Task AssembleAsync_Finished_SaysThatItIsAiGeneratedAndWithWhat()
    {
        var parts = await Parts([5], 25);

        await _assembler.AssembleAsync(parts, default);

        var found = await VideoInspection.ReadAsync(Output, TimeProvider.System, default);
        found.Statement.ShouldBe(
            new XmpStatement
            {
                DigitalSourceType = SourceTypes.TrainedAlgorithmicMedia,
                CreatorTool = XmpPacket.CreatorTool,
                Model = parts.Provenance.ModelName,
                ModelIdentity = parts.Provenance.ModelIdentity,
                Job = parts.Provenance.Job,
                RequestSha256 = parts.Provenance.RequestSha256,
            }
        );
        found.HasContentCredentials.ShouldBeFalse();
    }

    [Fact]
    public async Task AssembleAsync_Finished_PlaysAsItWouldWithoutTheStatement()
    {
        var parts = await Parts([9, 3], 25);

        await _assembler.AssembleAsync(parts, default);

        var file = await File.ReadAllBytesAsync(Output);
        var bare = file.AsSpan(0, file.AsSpan().LastIndexOf("uuid"u8) - 4).ToArray();
        var without = _scratch.Write("bare.mp4", bare);
        var with = _scratch.Write("said.mp4", file);
        bare.Length.ShouldBeInRange(file.Length - 2048, file.Length - 512);
        (await VideoProbe.FrameMd5Async(with, default)).ShouldBe(await VideoProbe.FrameMd5Async(without, default));
        SoundMd5("said.mp4").ShouldBe(SoundMd5("bare.mp4"));
        (await VideoProbe.ReadAsync(with, default)).ShouldBe(await VideoProbe.ReadAsync(without, default));
    }

    [Fact]
    public async Task AssembleAsync_Twice_GivesTheSameFile()
    {
        var parts = await Parts([9, 3], 25);
        await _assembler.AssembleAsync(parts, default);
        var first = await File.ReadAllBytesAsync(Output);
        await _assembler.AssembleAsync(parts, default);

        (await File.ReadAllBytesAsync(Output)).ShouldBe(first);
    }

    [Fact]
    public async Task AssembleAsync_FramesMissing_FailsAndLeavesNothing()
    {
        var parts = await Parts([5, 4], 25) with { TotalFrames = 10 };
        var before = _scratch.Names();

        var e = await Should.ThrowAsync<RenderFailedException>(() => _assembler.AssembleAsync(parts, default));

        e.Message.ShouldBe("The joined video has 9 frames instead of 10.");
        _scratch.Names().ShouldBe(before);
    }

    [Fact]
    public async Task AssembleAsync_DamagedFragment_FailsAndLeavesNothing()
    {
        var parts = await Parts([5], 25);
        await File.WriteAllTextAsync(parts.FragmentPaths[0], "no video");
        var before = _scratch.Names();

        await Should.ThrowAsync<RenderFailedException>(() => _assembler.AssembleAsync(parts, default));

        _scratch.Names().ShouldBe(before);
    }

    [Fact]
    public async Task EncodeSoundAsync_Cancelled_LeavesNothing()
    {
        // Long enough that the sound is still being encoded when the cancellation comes.
        var track = await SoundTrack.ExtractAsync(
            _scratch.Tone("tone.wav", seconds: 300),
            _scratch.Combine("track"),
            default
        );
        var before = _scratch.Names();
        using var cancellation = new CancellationTokenSource();

        var encoding = new SoundEncoding(track.Path, 25, _scratch.Combine("sound.m4a"));
        var task = _assembler.EncodeSoundAsync(encoding, cancellation.Token);
        while (_scratch.Names().Length < before.Length + 1)
            await Task.Yield();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => task);
        _scratch.Names().ShouldBe(before);
    }

    [Fact]
    public async Task EncodeSoundAsync_DamagedTrack_FailsAndLeavesNothing()
    {
        var track = _scratch.Write("track", "no sound"u8.ToArray());
        var before = _scratch.Names();

        var encoding = new SoundEncoding(track, 25, _scratch.Combine("sound.m4a"));
        await Should.ThrowAsync<RenderFailedException>(() => _assembler.EncodeSoundAsync(encoding, default));

        _scratch.Names().ShouldBe(before);
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(25, 10, 3)]
    [InlineData(250, 10, 10)]
    public async Task DrawStillsAsync_AnyLength_DrawsAThumbnailAndRowsOfTen(int frames, int columns, int rows)
    {
        await _assembler.AssembleAsync(await Parts([frames], 25), default);
        var stills = new VideoStills(Output, frames, 25, _scratch.Combine("one.webp"), _scratch.Combine("all.jpg"));

        await _assembler.DrawStillsAsync(stills, default);

        var thumbnail = await File.ReadAllBytesAsync(stills.ThumbnailPath);
        thumbnail.AsSpan(8, 4).ToArray().ShouldBe("WEBP"u8.ToArray());
        var sheet = new PictureReader().Read(stills.SpritesheetPath);
        (sheet.Width, sheet.Height).ShouldBe((columns * 160, rows * 106));
        _scratch.Names().ShouldNotContain(name => name.Contains("partial"));
    }

    private string Output => _scratch.Combine("out \"put\".mp4");

    private async Task<AssemblyTask> Parts(int[] counts, int framesPerSecond)
    {
        var track = await SoundTrack.ExtractAsync(
            _scratch.Tone("tone.wav", seconds: 1),
            _scratch.Combine("track"),
            default
        );
        var sound = _scratch.Combine("sound.m4a");
        await _assembler.EncodeSoundAsync(new SoundEncoding(track.Path, framesPerSecond, sound), default);
        var fragments = counts
            .Select((count, index) => Fragment($"{index}'s.mp4", index, count, framesPerSecond))
            .ToArray();
        return new AssemblyTask(fragments, sound, framesPerSecond, counts.Sum(), Output)
        {
            Comment = """{"what":"a \"test\" \\"}""",
            Provenance = new VideoProvenance("a-job", "a <model> & more", "identity", "request"),
        };
    }

    private string Fragment(string name, int seed, int count, int framesPerSecond)
    {
        using var writer = new FragmentEncoder().Begin(
            _scratch.Combine(name),
            Frames.Width,
            Frames.Height,
            framesPerSecond
        );
        writer.Write(Frames.Make(seed, count));
        writer.Finish();
        return _scratch.Combine(name);
    }

    /// <summary>A fragment of one grey.</summary>
    private string Solid(string name, byte grey, int count)
    {
        using var writer = new FragmentEncoder().Begin(_scratch.Combine(name), Frames.Width, Frames.Height, 25);
        var frames = new byte[count * Frames.Width * Frames.Height * 3];
        frames.AsSpan().Fill(grey);
        writer.Write(frames);
        writer.Finish();
        return _scratch.Combine(name);
    }

    private string SoundMd5(string name) =>
        File.ReadAllText(_scratch.Ffmpeg($"-i file:{name} -map 0:a -f md5", $"{name}.md5"));

    /// <summary>The grey in the middle of each frame.</summary>
    private int[] Greys(string video)
    {
        File.Copy(video, _scratch.Combine("copy.mp4"));
        var raw = File.ReadAllBytes(_scratch.Ffmpeg("-i file:copy.mp4 -pix_fmt rgb24 -f rawvideo", "greys.raw"));
        const int FrameBytes = Frames.Width * Frames.Height * 3;
        return [.. Enumerable.Range(0, raw.Length / FrameBytes).Select(i => (int)raw[i * FrameBytes + FrameBytes / 2])];
    }

    private static async Task<List<string>> Md5(IEnumerable<string> fragments)
    {
        var frames = new List<string>();
        foreach (var fragment in fragments)
            frames.AddRange(await VideoProbe.FrameMd5Async(fragment, default));
        return frames;
    }

    // The decoder puts its own lead of 0.3 s in front.
    private async Task<float[]> Decode(string video)
    {
        var track = await SoundTrack.ExtractAsync(video, _scratch.Combine("heard"), default);
        await SpeechDecoder.DecodeAsync(track, _scratch.Combine("heard.f32"), default);
        var bytes = await File.ReadAllBytesAsync(_scratch.Combine("heard.f32"));
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes)[4800..].ToArray();
    }
}
