using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Tests.Weights;

namespace OmniAvatar.Diffusion.Tests.Models;

public sealed class ModelCreatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Create_Twice_GivesTheSameFilesForTheSameSeedOnly()
    {
        string Manifest(string name, long seed)
        {
            ModelCreator.Create(_folder.File(name), ModelPreset.Tiny, seed);
            return ModelManifest.Compute(ModelFolder.Open(_folder.File(name))).Sha256;
        }

        var first = Manifest("a", 7);

        Manifest("b", 7).ShouldBe(first);
        Manifest("c", 8).ShouldNotBe(first);
    }

    [Fact]
    public void Create_Progress_EndsAtTheTotal()
    {
        var last = default(CreationProgress);
        ModelCreator.Create(_folder.File("a"), ModelPreset.Tiny, seed: 1, new Observer(report => last = report));

        last.WrittenBytes.ShouldBe(last.TotalBytes);
        last.TotalBytes.ShouldBeInRange(1_000_000, 10_000_000);
    }

    [Fact]
    public void Create_FolderWithSomethingInIt_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(_folder.File("thesis.txt"), "years of work");

        Should.Throw<WrongUseException>(() => ModelCreator.Create(_folder.Path, ModelPreset.Tiny, seed: 1));

        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder.File("thesis.txt")]);
    }

    [Fact]
    public void Create_LargerThanTheDisk_IsRefusedBeforeAnythingIsWritten()
    {
        var endless = ModelPreset.Released14B with
        {
            Transformer = ModelPreset.Released14B.Transformer with { FeedForwardDim = 2_000_000_000 },
        };

        Should
            .Throw<RenderFailedException>(() => ModelCreator.Create(_folder.File("a"), endless, seed: 1))
            .Message.ShouldContain("on disk");

        Directory.GetFileSystemEntries(_folder.File("a")).ShouldBeEmpty();
    }

    [Fact]
    public void Create_Cancelled_LeavesNoHalfFile()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Observer(_ => cancellation.Cancel());

        Should.Throw<OperationCanceledException>(() =>
            ModelCreator.Create(_folder.File("a"), ModelPreset.Tiny, seed: 1, progress, cancellation.Token)
        );

        Directory.EnumerateFiles(_folder.File("a"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void Named_UnknownPreset_NamesThoseThereAre() =>
        Should.Throw<WrongUseException>(() => ModelPreset.Named("2b")).Message.ShouldContain("tiny, 1.3b, 14b");

    public void Dispose() => _folder.Dispose();

    private sealed class Observer(Action<CreationProgress> see) : IProgress<CreationProgress>
    {
        public void Report(CreationProgress value) => see(value);
    }
}
