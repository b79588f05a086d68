using OmniAvatar.Tests.Samples;
using OmniAvatar.Training.Samples;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Samples;

public sealed class TrainingSamplesTests : IDisposable
{
    private static readonly SampleSizes Sizes = new(6, 8, 12);

    private readonly string _folder = Directory.CreateTempSubdirectory("omniavatar-samples-").FullName;

    [Fact]
    public void Read_WhatExtractionWrites_IsSamples()
    {
        Write();

        var samples = TrainingSamples.Open(_folder);
        using var second = samples.Read(1);

        samples.Sizes.ShouldBe(Sizes);
        samples.List.ShouldBe([
            new SampleInfo("0/0+5", 2, 4, 6, "talks"),
            new SampleInfo("0/0+9", 3, 4, 6, "talks"),
            new SampleInfo("1/0+5", 2, 4, 6, "songs", IsForValidation: true),
        ]);
        second.Latents.shape.ShouldBe([16, 3, 4, 6]);
        second.Audio.dtype.ShouldBe(ScalarType.Float32);
        second.Text.sum().ToDouble().ShouldBe(2 * 8);
        samples.ReadEmptyText().shape.ShouldBe([6, 8]);
    }

    [Fact]
    public void Read_ChangedFile_IsBadInput()
    {
        Write();
        var samples = TrainingSamples.Open(_folder);
        File.AppendAllText(Path.Combine(_folder, "samples/clip-000000.safetensors"), "more");

        Should.Throw<BadInputException>(() => samples.Read(0)).Message.ShouldContain("SHA-256");
    }

    [Fact]
    public void Read_OtherShapeThanListed_IsBadInput()
    {
        Write();
        Replace("\"frames\": 9", "\"frames\": 13");

        Should
            .Throw<BadInputException>(() => TrainingSamples.Open(_folder).Read(1))
            .Message.ShouldContain("differs from the list of samples");
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 9")]
    [InlineData("\"version\": 1", "\"version\": 1, \"more\": 1")]
    [InlineData("samples/clip-000001", "../clip-000001")]
    public void Open_DamagedList_IsBadInput(string from, string to)
    {
        Write();
        Replace(from, to);

        Should.Throw<BadInputException>(() => TrainingSamples.Open(_folder)).Kind.ShouldBe(FailureKind.BadInput);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A clip of two windows and one of one, which is for validation.</summary>
    private void Write()
    {
        using var scope = NewDisposeScope();
        var samples = new SmallSamples(_folder, Sizes, zeros(1, 8), ones(2, 8));
        samples.Add(
            ones(16, 1, 4, 6),
            "talks",
            isForValidation: false,
            (ones(16, 2, 4, 6), ones(5, 12)),
            (ones(16, 3, 4, 6), ones(9, 12))
        );
        samples.Add(ones(16, 1, 4, 6), "songs", isForValidation: true, (ones(16, 2, 4, 6), ones(5, 12)));
        samples.Finish();
    }

    private void Replace(string from, string to)
    {
        var list = Path.Combine(_folder, "manifest.json");
        File.WriteAllText(list, File.ReadAllText(list).Replace(from, to));
    }
}
