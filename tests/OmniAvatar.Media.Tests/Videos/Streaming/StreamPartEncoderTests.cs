using System.Text;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos;
using OmniAvatar.Media.Videos.Streaming;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Tests.Videos.Streaming;

/// <summary>A video of four segments, whose third begins a shot that fades from the second.</summary>
public sealed class StreamPartEncoderTests : IAsyncLifetime
{
    private const int FramesPerSecond = 25;
    private const int Faded = 3;

    private static readonly int[] Counts = [21, 8, 30, 11];

    private readonly ScratchFolder _scratch = new();
    private string[] _fragments = [];
    private string _tail = "";
    private string _sound = "";
    private string _video = "";

    public async Task InitializeAsync()
    {
        var assembler = new VideoAssembler();
        var seconds = (Counts.Sum() - 1.0) / FramesPerSecond - SpeechDecoder.LeadSeconds;
        var track = await SoundTrack.ExtractAsync(
            _scratch.Tone("tone.wav", rate: 44_100, seconds: seconds),
            _scratch.Combine("track"),
            default
        );
        (_sound, _video) = (_scratch.Combine("sound.m4a"), _scratch.Combine("video.mp4"));
        await assembler.EncodeSoundAsync(new SoundEncoding(track.Path, FramesPerSecond, _sound), default);
        _fragments = [.. Counts.Select((count, index) => Fragment($"{index}.mp4", index, count))];
        _tail = Fragment("tail.mp4", 9, Faded);
        await assembler.AssembleAsync(
            new AssemblyTask(_fragments, _sound, FramesPerSecond, Counts.Sum(), _video)
            {
                Crossfades = [new Crossfade(2, _tail, Faded)],
                Provenance = new VideoProvenance("job", "model", "identity", "request"),
            },
            default
        );
    }

    public Task DisposeAsync()
    {
        _scratch.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task WriteAsync_AllFragments_HaveTheFramesAndTheSoundOfTheVideo()
    {
        var stream = await StreamAsync(FromFragment);

        (await VideoProbe.FrameMd5Async(stream, default)).ShouldBe(await VideoProbe.FrameMd5Async(_video, default));
        Packets("stream.mp4", "v").ShouldBe(Packets("video.mp4", "v"));
        // The encoder's first packet lies before time zero, and no part has it.
        Packets("stream.mp4", "a").ShouldBe(Packets("video.mp4", "a").Skip(1));
    }

    [Fact]
    public async Task WriteAsync_CutOutOfTheVideo_AreTheSameBytes()
    {
        for (var index = 0; index < Counts.Length; index++)
        {
            var (header, media) = await WriteAsync(FromFragment(index));
            var (otherHeader, otherMedia) = await WriteAsync(CutOut(index));

            otherHeader.ShouldBe(header);
            otherMedia.ShouldBe(media, $"part {index}");
        }
    }

    [Fact]
    public async Task WriteAsync_EveryPart_HasTheSameHeaderAndBeginsWithAPictureOfItsOwn()
    {
        var parts = new List<(byte[] Header, byte[] Media)>();
        for (var index = 0; index < Counts.Length; index++)
            parts.Add(await WriteAsync(FromFragment(index)));

        parts.ShouldAllBe(part => part.Header.SequenceEqual(parts[0].Header));
        parts.ShouldAllBe(part => Encoding.ASCII.GetString(part.Media, 4, 4) == "moof");
        var alone = _scratch.Write("alone.mp4", [.. parts[3].Header, .. parts[3].Media]);
        (await VideoProbe.FrameMd5Async(alone, default)).ShouldBe(
            (await VideoProbe.FrameMd5Async(_video, default)).TakeLast(Counts[3])
        );
    }

    [Fact]
    public async Task WriteAsync_DamagedFragment_FailsAndLeavesNothing()
    {
        await File.WriteAllTextAsync(_fragments[1], "no video");
        var before = _scratch.Names();

        await Should.ThrowAsync<RenderFailedException>(() => WriteAsync(FromFragment(1)));

        _scratch.Names().ShouldBe(before);
    }

    private StreamPart FromFragment(int index) =>
        new(_fragments[index], _sound, index, Counts.Take(index).Sum(), Counts[index], FramesPerSecond)
        {
            IsLast = index == Counts.Length - 1,
            Crossfade = index == 2 ? new Crossfade(index, _tail, Faded) : null,
        };

    private StreamPart CutOut(int index) =>
        FromFragment(index) with
        {
            VideoPath = _video,
            IsCutOut = true,
            Crossfade = null,
        };

    /// <summary>All parts one after the other, as a player reads them.</summary>
    private async Task<string> StreamAsync(Func<int, StreamPart> part)
    {
        var stream = new List<byte>();
        for (var index = 0; index < Counts.Length; index++)
        {
            var (header, media) = await WriteAsync(part(index));
            stream.AddRange(index == 0 ? [.. header, .. media] : media);
        }
        return _scratch.Write("stream.mp4", [.. stream]);
    }

    private async Task<(byte[] Header, byte[] Media)> WriteAsync(StreamPart part)
    {
        var (header, media) = (_scratch.Combine("part.init"), _scratch.Combine("part.m4s"));
        await StreamPartEncoder.WriteAsync(part, header, media, default);
        return (await File.ReadAllBytesAsync(header), await File.ReadAllBytesAsync(media));
    }

    /// <summary>Time and content of each encoded packet.</summary>
    private IEnumerable<string> Packets(string video, string stream) =>
        File.ReadLines(_scratch.Ffmpeg($"-i file:{video} -map 0:{stream} -c copy -f framehash", "packets.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
            .Select(fields => $"{fields[2]} {fields[^1]}")
            .ToArray();

    private string Fragment(string name, int seed, int count)
    {
        using var writer = new FragmentEncoder().Begin(
            _scratch.Combine(name),
            Frames.Width,
            Frames.Height,
            FramesPerSecond
        );
        writer.Write(Frames.Make(seed, count));
        writer.Finish();
        return _scratch.Combine(name);
    }
}
