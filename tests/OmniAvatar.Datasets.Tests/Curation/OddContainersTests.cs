using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Media.Videos.Sources;
using OmniAvatar.Planning;
using OmniAvatar.Tests.Media;

namespace OmniAvatar.Datasets.Tests.Curation;

/// <summary>The same six seconds in every container come to the same clips: none begins frozen or silent, and picture
/// and sound stay in step.</summary>
public sealed class OddContainersTests(OddContainersTests.Curated curated) : IClassFixture<OddContainersTests.Curated>
{
    private const string Plain = "plain.mp4";
    private const int FrameBytes = 3 * 96 * 64;

    public static TheoryData<string> Containers => [.. OddContainers.Names.Where(name => name != "early.mkv")];

    [Theory]
    [MemberData(nameof(Containers))]
    public void Run_OddContainer_GivesTheClipsOfAPlainOne(string name)
    {
        curated.Report.Rejections.Where(rejection => rejection.Source == name).ShouldBeEmpty();
        var (clips, plain) = (curated.ClipsOf(name), curated.ClipsOf(Plain));

        clips.Count.ShouldBe(plain.Count);
        foreach (var (clip, expected) in clips.Zip(plain))
        {
            clip.FrameCount.ShouldBeInRange(expected.FrameCount - 2, expected.FrameCount + 2);
            FirstWhite(clip).ShouldBeInRange(FirstWhite(expected) - 1, FirstWhite(expected) + 1);
            if (FirstWhite(clip) >= 0)
                (FirstLoud(clip) / 640.0).ShouldBe(FirstWhite(clip), 1.0);
        }
    }

    [Fact]
    public void Run_PlainContainer_GivesTheWholeVideoInStep()
    {
        var clips = curated.ClipsOf(Plain);

        clips.Sum(clip => clip.FrameCount).ShouldBeInRange(130, 150);
        // White and loud one second after the beginning.
        FirstWhite(clips[0]).ShouldBeInRange(24, 26);
        (FirstLoud(clips[0]) / 640.0).ShouldBe(25, 1.0);
    }

    [Fact]
    public void Run_PicturesWithoutTimeStamps_AreLeftOutWithTheirSound()
    {
        // Matroska has no times before zero: of the first half second ffmpeg knows nothing.
        curated.Report.Rejections.Where(rejection => rejection.Source == "early.mkv").ShouldBeEmpty();
        var clip = curated.ClipsOf("early.mkv")[0];

        FirstWhite(clip).ShouldBeInRange(11, 13);
        (FirstLoud(clip) / 640.0).ShouldBe(FirstWhite(clip), 1.0);
    }

    [Fact]
    public async Task Read_EvaluationOfTheSameVideos_SeesTheSameFrames()
    {
        foreach (var name in OddContainers.Names.Where(name => name != "early.mkv"))
        {
            var frames = 0;
            var video = await VideoSource.OpenAsync(curated.PathOf(name), default);
            await foreach (var _ in PictureStream.ReadAsync(video, default))
                frames++;
            frames.ShouldBeInRange(149, 150, name);
        }
    }

    /// <summary>The first white frame, or -1.</summary>
    private static int FirstWhite(TalkingClip clip) =>
        Enumerable
            .Range(0, clip.FrameCount)
            .FirstOrDefault(frame => clip.Frames[(frame * FrameBytes) + (FrameBytes / 2)] > 128, -1);

    private static int FirstLoud(TalkingClip clip) => Array.FindIndex(clip.Samples, sample => Math.Abs(sample) > 0.2f);

    /// <summary>All containers, curated in one run.</summary>
    public sealed class Curated : IAsyncLifetime
    {
        private readonly ScratchFolder _folder = new();
        private VideoClips? _clips;

        internal CurationReport Report { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            foreach (var name in OddContainers.Names)
                OddContainers.Make(_folder, name);
            TestVideos.Caption(_folder.Path, [.. OddContainers.Names]);
            var options = new CurationOptions
            {
                LeastSeconds = 1.2,
                MostSeconds = 3,
                LeastSide = 64,
                LeastSharpness = 0,
                LeastSpeech = 0,
            };
            Report = await new Curator(options, sync: null, TimeProvider.System).RunAsync(
                _folder.Path,
                _folder.Combine("out"),
                null,
                CancellationToken.None
            );
            _clips = VideoClips.Open(_folder.Combine("out"), new VideoSize(64, 96));
        }

        public string PathOf(string name) => _folder.Combine(name);

        public IReadOnlyList<TalkingClip> ClipsOf(string name) =>
            [
                .. Enumerable
                    .Range(0, _clips!.Count)
                    .Where(index => _clips.Captions[index].Text.Contains($" {name} "))
                    .Select(index => _clips.Read(index)),
            ];

        public Task DisposeAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
