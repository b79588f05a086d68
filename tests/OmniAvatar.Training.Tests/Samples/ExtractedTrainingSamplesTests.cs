using OmniAvatar.Diffusion.Checkpoints.Safetensors;
using OmniAvatar.Training.Curation.Files;
using OmniAvatar.Training.Extraction;
using OmniAvatar.Training.Samples;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Samples;

public sealed class ExtractedTrainingSamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("omniavatar-extracted-").FullName;

    [Fact]
    public void Open_WhatExtractionWrites_IsSamples()
    {
        Write();

        var samples = TrainingSamples.Open(_folder);
        using var second = samples.Read(1);

        samples.Sizes.ShouldBe(new SampleSizes(6, 8, 12));
        samples.List.Select(sample => (sample.LatentFrames, sample.Height, sample.Width)).ShouldBe([(2, 4, 6), (3, 4, 6)]);
        second.Latents.shape.ShouldBe([16, 3, 4, 6]);
        second.Audio.dtype.ShouldBe(ScalarType.Float32);
        samples.ReadEmptyText().shape.ShouldBe([6, 8]);
    }

    [Fact]
    public void Read_ChangedFile_IsBadInput()
    {
        Write();
        var samples = TrainingSamples.Open(_folder);
        File.AppendAllText(Path.Combine(_folder, "clip.safetensors"), "more");

        Should.Throw<BadInputException>(() => samples.Read(0)).Message.ShouldContain("SHA-256");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A clip of two windows, 5 and 9 frames, and one text.</summary>
    private void Write()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(PathOf("text.safetensors"), new Dictionary<string, Tensor> { ["text"] = ones(2, 8) });
        SafetensorsWriter.Write(PathOf("clip.safetensors"), new Dictionary<string, Tensor>
        {
            ["reference"] = Half(16, 1, 4, 6),
            ["0.latents"] = Half(16, 2, 4, 6),
            ["0.audio"] = Half(5, 12),
            ["1.latents"] = Half(16, 3, 4, 6),
            ["1.audio"] = Half(9, 12),
        });
        var clip = new ClipSamples(0, "k", "clip.safetensors", [new SampleWindow(0, 5), new SampleWindow(0, 9)], SampleFolder.HashOf(PathOf("clip.safetensors")));
        var texts = new Dictionary<string, TextEntry> { ["k"] = new("text.safetensors", 2, SampleFolder.HashOf(PathOf("text.safetensors"))) };
        CurationJson.Write(PathOf(ExtractionManifest.Name), new ExtractionManifest(1, "model", 6, "k", texts, [clip], []));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static Tensor Half(params long[] shape) => ones(shape, dtype: ScalarType.Float16);
}
