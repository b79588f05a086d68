using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Rendering;

namespace OmniAvatar.Diffusion.Tests.Pipelines;

public sealed class PictureFamiliarityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("familiarity-");

    [Theory]
    [InlineData(null, false)]
    [InlineData(1.99, false)]
    [InlineData(0.001, true)]
    public void FindStrange_ByTheModelsOwnLimit_TellsWhatTheAutoencoderCannotGiveBack(double? limit, bool strange)
    {
        var model = ModelWith(limit);

        PictureFamiliarity.FindStrange(model, [Noise(96, 64)]).ShouldBe(strange ? [0] : []);
    }

    private ModelFolder ModelWith(double? limit)
    {
        var path = Path.Combine(_folder.FullName, "model");
        ModelCreator.Create(path, ModelPreset.Tiny, seed: 1);
        var pictures = limit is { } error ? new KnownPictures { ErrorLimit = error } : null;
        (ModelSettings.Read(path) with { Pictures = pictures }).Write(path);
        return ModelFolder.Open(path);
    }

    private static Picture Noise(int width, int height)
    {
        var bytes = new byte[3 * width * height];
        new Random(1).NextBytes(bytes);
        return new Picture(width, height, bytes);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
