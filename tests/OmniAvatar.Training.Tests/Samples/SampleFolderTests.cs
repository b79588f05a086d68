using OmniAvatar.Training.Samples;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Samples;

public sealed class SampleFolderTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Fact]
    public void Read_WhatWasWritten_IsThere()
    {
        using var sample = new TrainingSample(randn(16, 3, 4, 4).to(ScalarType.Float16), randn(16, 1, 4, 4), randn(4, _world.Sizes.TextWidth), randn(9, TinyWorld.AudioWidth));
        var writer = new SampleFolderWriter(_world.PathOf("one"), _world.Sizes, randn(2, _world.Sizes.TextWidth));
        writer.Add("a", sample, "here");
        writer.Finish();

        var folder = SampleFolder.Open(_world.PathOf("one"));
        using var read = folder.Read(0);

        folder.List.ShouldBe([new SampleInfo("a", 3, 4, 4, "here")]);
        read.Latents.equal(sample.Latents.to(ScalarType.Float32)).all().ToBoolean().ShouldBeTrue();
        read.Audio.equal(sample.Audio).all().ToBoolean().ShouldBeTrue();
        folder.ReadEmptyText().shape.ShouldBe([2, _world.Sizes.TextWidth]);
    }

    [Fact]
    public void Read_ChangedFile_IsBadInput()
    {
        var folder = _world.Samples(2);
        var file = Path.Combine(_world.PathOf("samples"), "samples", "clip-1.safetensors");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        Should.Throw<BadInputException>(() => folder.Read(1)).Message.ShouldContain("SHA-256");
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"format\": 1", "\"format\": 1, \"more\": 1")]
    [InlineData("samples/clip-1.safetensors", "../model/omniavatar.json")]
    public void Open_DamagedList_IsBadInput(string from, string to)
    {
        _world.Samples(2);
        var list = Path.Combine(_world.PathOf("samples"), "manifest.json");
        File.WriteAllText(list, File.ReadAllText(list).Replace(from, to));

        Should.Throw<BadInputException>(() => SampleFolder.Open(_world.PathOf("samples"))).ExitCode.ShouldBe(3);
    }

    public void Dispose() => _world.Dispose();
}
