using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Media.Videos;
using OmniAvatar.Planning;
using OmniAvatar.Tests.Media;

namespace OmniAvatar.Datasets.Tests.Curation;

public sealed class CuratorTests : IDisposable
{
    private static readonly CurationOptions Options = new()
    {
        LeastSeconds = 1.5,
        MostSeconds = 4,
        LeastSide = 64,
    };

    private readonly ScratchFolder _folder = new();

    private string Output => _folder.Combine("out");

    [Fact]
    public async Task Run_GoodVideo_IsCutAtPausesAndDescribed()
    {
        TestVideos.Make(_folder, "a b.mp4", seconds: 7);
        TestVideos.Caption(_folder.Path, "a b.mp4");

        var report = await RunAsync(Options);

        report.Rejections.ShouldBeEmpty();
        var clips = Manifest().Clips;
        clips.Count.ShouldBe(report.Clips);
        clips.Sum(clip => clip.Frames).ShouldBe(175);
        // Bursts end 1.1 s into each 1.5 s: the cut is in the middle of a pause.
        (clips[1].Start % 1.5).ShouldBeInRange(1.2, 1.4);
        foreach (var clip in clips)
        {
            var video = await VideoProbe.ReadAsync(Path.Combine(Output, clip.File), CancellationToken.None);
            (video.Width, video.Height, video.Frames, video.FrameRate, video.VideoCodec).ShouldBe(
                (96, 80, clip.Frames, "25/1", "h264")
            );
            video.SoundSeconds.ShouldBe(clip.Seconds, 0.05);
            clip.Scores.Speech.ShouldBeGreaterThan(0.6);
            clip.Scores.Sharpness.ShouldBeGreaterThan(1000);
        }
        CaptionsFile.Read(Output).ShouldAllBe(line => line.Text == "A person in a b.mp4 speaks");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/around")]
    public async Task Run_OutputThatIsTheInputHoweverSpelled_IsRefusedAndCaptionsStay(string end)
    {
        Directory.CreateSymbolicLink(_folder.Combine("around"), ".");
        TestVideos.Caption(_folder.Path, "a.mp4");
        var before = File.ReadAllText(_folder.Combine("captions.jsonl"));

        await Should.ThrowAsync<WrongUseException>(() =>
            new Curator(Options, null, TimeProvider.System).RunAsync(
                _folder.Path,
                _folder.Path + end,
                null,
                CancellationToken.None
            )
        );

        File.ReadAllText(_folder.Combine("captions.jsonl")).ShouldBe(before);
    }

    [Fact]
    public async Task Run_WhatTrainingShouldNotSee_IsLeftOutWithItsReason()
    {
        TestVideos.Make(_folder, "small.mp4", size: "48x80");
        TestVideos.Make(_folder, "mute.mp4", sound: null);
        TestVideos.Make(_folder, "hush.mkv", sound: TestVideos.Hush);
        TestVideos.Make(_folder, "blurred.mp4", filter: "gblur=sigma=20:steps=3");
        TestVideos.Make(_folder, "short.mp4", seconds: 1);
        Damage(TestVideos.Make(_folder, "broken.mp4"));
        File.WriteAllText(_folder.Combine("text.mp4"), "#EXTM3U\nfile:///etc/passwd");
        TestVideos.Caption(
            _folder.Path,
            "small.mp4",
            "mute.mp4",
            "hush.mkv",
            "blurred.mp4",
            "short.mp4",
            "broken.mp4",
            "text.mp4",
            "missing.mp4"
        );

        var report = await RunAsync(Options with { MostSeconds = 6 });

        report
            .Rejections.Select(rejection => (rejection.Source, rejection.Reason))
            .ShouldBe([
                ("small.mp4", RejectionReason.TooSmall),
                ("mute.mp4", RejectionReason.NoSound),
                ("hush.mkv", RejectionReason.LittleSpeech),
                ("blurred.mp4", RejectionReason.Blurred),
                ("short.mp4", RejectionReason.TooShort),
                ("broken.mp4", RejectionReason.Damaged),
                ("text.mp4", RejectionReason.Damaged),
                ("missing.mp4", RejectionReason.Damaged),
            ]);
        report.Rejections.ShouldAllBe(rejection => !rejection.Detail.Contains(_folder.Path));
        File.ReadAllText(Path.Combine(Output, "report.json")).ShouldContain("\"damaged\": 3");
    }

    [Fact]
    public async Task Run_Again_DecodesOnlyWhatIsNewAndGivesTheSameManifest()
    {
        TestVideos.Make(_folder, "a.mp4", seconds: 2);
        TestVideos.Make(_folder, "b.mp4", seconds: 2);
        TestVideos.Caption(_folder.Path, "a.mp4");
        (await DecodedAsync()).ShouldBe(1);
        TestVideos.Caption(_folder.Path, "a.mp4", "b.mp4");
        (await DecodedAsync()).ShouldBe(1);
        (await DecodedAsync()).ShouldBe(0);
        var manifest = File.ReadAllBytes(Path.Combine(Output, "manifest.json"));

        File.Delete(Path.Combine(Output, Manifest().Clips[0].File));
        File.Delete(Path.Combine(Output, "manifest.json"));
        (await DecodedAsync()).ShouldBe(1);

        File.ReadAllBytes(Path.Combine(Output, "manifest.json")).ShouldBe(manifest);
    }

    [Fact]
    public async Task Run_LipSync_KeepsWhatIsInSync()
    {
        TestVideos.Make(_folder, "a.mp4", seconds: 2);
        TestVideos.Make(_folder, "b.mp4", seconds: 3);
        TestVideos.Caption(_folder.Path, "a.mp4", "b.mp4");

        var report = await new Curator(Options, new LengthAsSync(), TimeProvider.System).RunAsync(
            _folder.Path,
            Output,
            null,
            CancellationToken.None
        );

        report.Rejections.ShouldHaveSingleItem().Reason.ShouldBe(RejectionReason.OutOfSync);
        Manifest().Clips.ShouldHaveSingleItem().Scores.Sync.ShouldBe(new LipSync(7.5, 1, 0));
    }

    [Fact]
    public async Task Read_SoundThatBeginsLate_StaysInStep()
    {
        // White from 2 s on, and a tone from 2 s on, of which the file holds only what comes after 0.5 s.
        _folder.Ffmpeg(
            "late.mkv",
            "-f",
            "lavfi",
            "-i",
            "color=black:s=160x96:r=30:d=4,geq=lum='if(gte(T,2),235,16)':cb=128:cr=128",
            "-itsoffset",
            "0.5",
            "-f",
            "lavfi",
            "-i",
            "aevalsrc='if(gte(t,1.5),0.5*sin(2000*t),0)':s=44100:d=3.5",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-c:a",
            "flac"
        );
        TestVideos.Caption(_folder.Path, "late.mkv");
        await RunAsync(Options with { LeastSharpness = 0, LeastSpeech = 0 });

        var clips = VideoClips.Open(Output, new VideoSize(64, 96));
        var clip = clips.Read(0);

        (clips.Count, clip.FrameCount, clip.Samples.Length).ShouldBe((1, 100, 64_000));
        (clip.Width, clip.Height).ShouldBe((96, 64));
        clip.Caption.ShouldBe("A person in late.mkv speaks");
        var white = Enumerable.Range(0, 100).First(frame => clip.Frames[frame * 96 * 64 * 3] > 128);
        var loud = Array.FindIndex(clip.Samples, sample => Math.Abs(sample) > 0.1f);
        white.ShouldBe(50);
        ((double)loud / 640).ShouldBe(50, 0.1);
    }

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length * 6 / 10, bytes.Length / 5));
        File.WriteAllBytes(path, bytes);
    }

    private Task<CurationReport> RunAsync(CurationOptions options) =>
        new Curator(options, sync: null, TimeProvider.System).RunAsync(
            _folder.Path,
            Output,
            null,
            CancellationToken.None
        );

    private async Task<int> DecodedAsync()
    {
        var curator = new Curator(Options, sync: null, TimeProvider.System);
        await curator.RunAsync(_folder.Path, Output, null, CancellationToken.None);
        return curator.Decoded;
    }

    private CurationManifest Manifest() => CurationJson.Read<CurationManifest>(Path.Combine(Output, "manifest.json"));

    public void Dispose() => _folder.Dispose();

    /// <summary>A tenth of the frames as confidence; nothing is found in short clips.</summary>
    private sealed class LengthAsSync : ILipSyncScore
    {
        public string Identity => "length";

        public LipSync Measure(TalkingClip clip, CancellationToken cancellation = default) =>
            clip.FrameCount < 60
                ? throw new BadInputException("No face is found.")
                : new LipSync(clip.FrameCount / 10.0, 1, 0);
    }
}
