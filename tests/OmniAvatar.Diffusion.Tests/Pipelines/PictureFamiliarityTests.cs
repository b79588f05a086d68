using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;

namespace OmniAvatar.Diffusion.Tests.Pipelines;

public sealed class PictureFamiliarityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("familiarity-");

    [Theory]
    [InlineData(null, new int[0])]
    [InlineData(0.0, new int[0])]
    [InlineData(0.5, new[] { 1 })]
    public void FindStrange_ByTheModelsOwnLimit_TellsPicturesWithoutFlatAreas(double? limit, int[] strange) =>
        PictureFamiliarity.FindStrange(ModelWith(limit), [Stripes(96, 64), Noise(96, 64)]).ShouldBe(strange);

    [Fact]
    public void FlatnessOf_StripesOfEightPixels_IsAllButTheStripesEdges() =>
        PictureFamiliarity.FlatnessOf(Stripes(96, 64), new VideoSize(64, 96)).ShouldBe(StripedShare, 1e-6);

    /// <summary>Of the 47 pixels of a middle row that have a right neighbour there, 5 are a stripe's last.</summary>
    private const double StripedShare = 42.0 / 47;

    private ModelFolder ModelWith(double? limit)
    {
        var path = Path.Combine(_folder.FullName, "model");
        ModelCreator.Create(path, ModelPreset.Tiny, seed: 1);
        var pictures = limit is { } flatness ? new KnownPictures { LeastFlatness = flatness } : null;
        (ModelSettings.Read(path) with { Pictures = pictures }).Write(path);
        return ModelFolder.Open(path);
    }

    private static Picture Stripes(int width, int height)
    {
        var rows = Enumerable.Range(0, height).SelectMany(_ => Enumerable.Range(0, width));
        return new Picture(width, height, [.. rows.SelectMany(x => Enumerable.Repeat((byte)(x / 8 % 2 * 200), 3))]);
    }

    private static Picture Noise(int width, int height)
    {
        var bytes = new byte[3 * width * height];
        new Random(1).NextBytes(bytes);
        return new Picture(width, height, bytes);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
