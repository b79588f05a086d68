using System.Security.Cryptography;
using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Tests;
using OmniAvatar.Tests.Media;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Tests.LipSync;

public sealed class ClipLipSyncTests : IDisposable
{
    private static readonly string Weights = Path.Combine(
        Path.GetDirectoryName(GoldenFolder.Root)!,
        "Golden-more",
        "syncnet",
        "weights.safetensors"
    );

    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Measure_Clip_IsTheSessionsScore()
    {
        var clip = Noise(seed: 1, side: 32);
        using var sync = ClipLipSync.Load(Weights);

        sync.Measure(clip).ShouldBe(Expected(clip, left: 0, top: 0, side: 32));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(4)]
    public void Of_SoundThatIsLate_HasAPositiveOffset(int late)
    {
        using var scope = NewDisposeScope();
        var embeddings = randn([50, 24], generator: new Generator(1));

        // Row i of the sound belongs to row i - late of the lips.
        var (lip, audio) = (embeddings.narrow(0, 6, 38), embeddings.narrow(0, 6 - late, 38));

        ClipLipSync.Of(LipSyncScoring.Score(LipSyncScoring.Distances(lip, audio))).OffsetFrames.ShouldBe(late);
    }

    [Fact]
    public void Measure_Face_IsTheSquareAlone()
    {
        var clip = Noise(seed: 1, side: 48);
        using var sync = ClipLipSync.Load(Weights, new FaceCrop(16, 8, 24));
        using var beyond = ClipLipSync.Load(Weights, new FaceCrop(32, 0, 24));

        sync.Measure(clip).ShouldBe(Expected(clip, left: 16, top: 8, side: 24));
        Should
            .Throw<BadInputException>(() => beyond.Measure(clip))
            .Message.ShouldContain("does not lie within the frame of 48x48");
    }

    [Fact]
    public void Identity_IsTheWeightsAndTheFace()
    {
        using var whole = ClipLipSync.Load(Weights);
        using var cropped = ClipLipSync.Load(Weights, new FaceCrop(1, 2, 30));

        whole.Identity.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Weights))));
        cropped.Identity.ShouldBe($"{whole.Identity} 1,2,30");
    }

    [Fact]
    public async Task Curate_AroundWhatAClipScores_KeepsItAndLeavesItOut()
    {
        TestVideos.Make(_folder, "a.mp4", seconds: 2);
        TestVideos.Caption(_folder.Path, "a.mp4");
        using var sync = ClipLipSync.Load(Weights);

        (await CurateAsync(sync, least: 0)).Rejections.ShouldBeEmpty();
        var kept = CurationJson
            .Read<CurationManifest>(Path.Combine(_folder.Combine("out"), "manifest.json"))
            .Clips.ShouldHaveSingleItem()
            .Scores.Sync!;
        kept.Confidence.ShouldBeGreaterThan(0);
        var report = await CurateAsync(sync, kept.Confidence + 0.001);

        report.Clips.ShouldBe(0);
        report.Rejections.ShouldHaveSingleItem().Reason.ShouldBe(RejectionReason.OutOfSync);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CurationReport> CurateAsync(ILipSyncScore sync, double least)
    {
        var options = new CurationOptions
        {
            LeastSeconds = 1.5,
            MostSeconds = 4,
            LeastSide = 64,
            LeastSyncConfidence = least,
        };
        return new Curator(options, sync, TimeProvider.System).RunAsync(
            _folder.Path,
            _folder.Combine("out"),
            null,
            CancellationToken.None
        );
    }

    private static TalkingClip Noise(int seed, int side)
    {
        var random = new Random(seed);
        var frames = new byte[30 * 3 * side * side];
        random.NextBytes(frames);
        var samples = new float[30 * 640];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (float)random.NextDouble() - 0.5f;
        return new TalkingClip
        {
            Width = side,
            Height = side,
            Frames = frames,
            Samples = samples,
            Caption = "",
        };
    }

    private static Datasets.Curation.LipSync Expected(TalkingClip clip, int left, int top, int side)
    {
        using var scope = NewDisposeScope();
        using var network = SyncNetFile.Load(Weights);
        using var session = new SyncNetSession(network);
        var frames = tensor(clip.Frames, ScalarType.Byte).view(-1, clip.Height, clip.Width, 3).permute(0, 3, 1, 2);
        var faces = frames.narrow(2, top, side).narrow(3, left, side);
        for (var frame = 0; frame < clip.FrameCount; frame++)
            session.Add(FaceCrop.Show(faces[frame], null));
        var score = session.Score(tensor(clip.Samples) * 32768);
        return ClipLipSync.Of(score);
    }
}
