using OmniAvatar.Benchmarks.SmallModel.Figures;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Cli;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Rendering;
using RenderProgress = OmniAvatar.Benchmarks.SmallModel.RenderProgress;

namespace OmniAvatar.Benchmarks.Tests.SmallModel;

/// <summary>The model that ships, as a user has it.</summary>
public sealed class ShippedModelTests : IDisposable
{
    private const double Seconds = 2;
    private const long MostBytes = 30_000_000;

    private static readonly string Model = RepositoryFolder.PathOf("models/demo");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shipped-model-");
    private readonly HeldOutClips _clips = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Folder_IsWholeTrainedAndSmall()
    {
        var model = ModelFolder.Open(Model);

        ModelLoader.Check(model);
        model.Settings.HasRandomWeights.ShouldBeFalse();
        Directory
            .EnumerateFiles(Model, "*", SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length)
            .ShouldBeLessThan(MostBytes);
    }

    [Fact]
    public async Task Render_FaceAndVoiceThatNoTrainingSaw_LipsFollowTheSpeech()
    {
        var clip = _clips.Of(0, Seconds, default);
        using IVideoSource videos = new RenderedVideos(
            Model,
            _folder.FullName,
            steps: null,
            new RenderProgress(TextWriter.Null, TimeProvider.System)
        );

        var sync = SyncMeasure.Of(clip, await videos.MakeAsync(clip, choices => choices, default), videos.LateFrames);

        sync.Correlation.ShouldBeGreaterThan(0.5);
        sync.IsInTime.ShouldBeTrue($"{sync}");
    }

    [Fact]
    public void FindStrange_DrawnFaces_NoneIs()
    {
        var drawn = Enumerable
            .Range(0, 12)
            .Select(index => _clips.Of(index, 1, default))
            .Select(clip => new Picture(clip.Side, clip.Side, clip.Picture.ToArray()));
        var shipped = new PictureReader().Read(RepositoryFolder.PathOf("samples/drawn-face.png"));

        PictureFamiliarity.FindStrange(ModelFolder.Open(Model), [shipped, .. drawn]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(12)]
    public void FindStrange_ShadedPictures_AllAre(int grain) =>
        PictureFamiliarity.FindStrange(ModelFolder.Open(Model), [Shaded(grain)]).ShouldBe([0]);

    /// <summary>A lit ball before a soft wall, with the grain of a film: what a photo has and a drawing has
    /// not.</summary>
    private static Picture Shaded(int grain)
    {
        const int Side = 384;
        var random = new Random(5);
        var rgb = new byte[3 * Side * Side];
        for (var place = 0; place < Side * Side; place++)
        {
            var (x, y) = ((place % Side / (double)Side) - 0.5, (place / Side / (double)Side) - 0.5);
            var light =
                Math.Sqrt((x * x) + (y * y)) < 0.4
                    ? 210 - (300 * Math.Sqrt(((x - 0.1) * (x - 0.1)) + ((y + 0.1) * (y + 0.1))))
                    : 60 + (80 * x);
            for (var channel = 0; channel < 3; channel++)
                rgb[(3 * place) + channel] = (byte)
                    Math.Clamp((light * (1 - (0.15 * channel))) + random.Next(-grain, grain + 1), 0, 255);
        }
        return new Picture(Side, Side, rgb);
    }
}
