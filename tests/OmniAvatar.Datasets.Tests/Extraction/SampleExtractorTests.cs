using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Tests.Extraction;

public sealed class TinyModelFolder : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public TinyModelFolder()
    {
        ModelCreator.Create(_scratch.Combine("tiny"), ModelPreset.Tiny, seed: 42);
        Folder = ModelFolder.Open(_scratch.Combine("tiny"));
    }

    public ModelFolder Folder { get; }

    public void Dispose() => _scratch.Dispose();
}

public sealed class SampleExtractorTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>, IDisposable
{
    private static readonly ExtractionOptions Options = new() { Frames = [21, 9], ValidationEvery = 2 };

    private readonly ScratchFolder _folder = new();

    private string Output => _folder.Combine("samples");

    [Fact]
    public void Windows_StridesAndLengths_LieInTheClip()
    {
        WindowLayout
            .Windows(37, Options.Validated())
            .ShouldBe([
                new SampleWindow(0, 9),
                new SampleWindow(4, 9),
                new SampleWindow(8, 9),
                new SampleWindow(12, 9),
                new SampleWindow(16, 9),
                new SampleWindow(20, 9),
                new SampleWindow(24, 9),
                new SampleWindow(28, 9),
                new SampleWindow(0, 21),
                new SampleWindow(8, 21),
                new SampleWindow(16, 21),
            ]);
        WindowLayout.Windows(8, Options.Validated()).ShouldBeEmpty();
        Should.Throw<WrongUseException>(() => new ExtractionOptions { Frames = [20] }.Validated());
    }

    [Fact]
    public void Audio_VideoAsInferenceMuxesIt_HearsTheRowsThatInferenceHeard()
    {
        // Inference heard 0.3 s of silence and the speech, 36 rows in all: three windows of 21 frames with an overlap
        // of 13.
        var heard = new float[36 * 640];
        MovingClips.Noise(new Random(5), heard.Length - 4800).CopyTo(heard, 4800);
        var plan = SegmentPlanner.Plan(
            WindowArithmetic.For(112, new VideoSize(64, 85), 13),
            heard.Length,
            25,
            HandoffMode.Reencode
        );
        (plan.FramesPerSegment, plan.PaddedAudioFrames, plan.TotalFrames).ShouldBe((21, 36, 37));
        using var encoder = ModelLoader.LoadAudioEncoder(model.Folder, CPU);

        // Its video has the speech 0.3 s + 1/25 s late: one frame of silence before what was heard.
        var clip = MovingClips.Make(plan.TotalFrames, seed: 1, samples: [.. new float[640], .. heard]);
        var windows = WindowLayout.Windows(clip.FrameCount, new ExtractionOptions { Frames = [21] });
        windows.Count.ShouldBe(plan.Shots[0].Segments.Count);
        using var scope = NewDisposeScope();
        var audio = new ClipEncoder(null!, encoder).Audio(clip, windows, CancellationToken.None);

        foreach (var (segment, rows) in plan.Shots[0].Segments.Zip(audio))
            MaxDifference(rows, Hear(encoder, heard, plan, segment.Audio).to(ScalarType.Float16)).ShouldBe(0);
        audio[0][0].abs().max().ToDouble().ShouldBe(0);
        // Frames 1 to 6 are shown during the silence, and those of the second window during speech.
        var quiet = audio[0].narrow(0, 1, 6);
        MaxDifference(quiet, audio[1].narrow(0, 1, 6)).ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void Run_Clips_StoresWhatThePipelineWouldCompute()
    {
        var manifest = Run(new MovingClips(3, frames: 25), out _);

        manifest.Skipped.ShouldBe([new SkippedClip(2, "Clip 2 is damaged.")]);
        manifest.Texts.Count.ShouldBe(2);
        manifest
            .Clips.Select(clip => (clip.Source, clip.IsForValidation))
            .ShouldBe([("noise", false), ("noise", true)]);
        var samples = ExtractedSamples.Open(Output);
        samples.Count.ShouldBe(2 * 6);
        using var scope = NewDisposeScope();
        var last = samples.Read(11);
        samples.Describe(11).Window.ShouldBe(new SampleWindow(0, 21));
        last.Latents.shape.ShouldBe([16, 6, 6, 8]);
        last.Reference.shape.ShouldBe([16, 1, 6, 8]);
        last.Audio.shape[0].ShouldBe(21);
        last.Latents.dtype.ShouldBe(ScalarType.Float16);

        var clip = MovingClips.Make(25, seed: 1);
        using var autoencoder = ModelLoader.LoadAutoencoder(model.Folder, CPU, ScalarType.Float32);
        var picture = tensor(clip.Frames[..(3 * 48 * 64)], ScalarType.Byte).view(48, 64, 3);
        var reference = autoencoder
            .Encode(PicturePreparation.ToClip(picture, new VideoSize(48, 64)), Tiling.ForEncoding)
            .squeeze(0);
        MaxDifference(last.Reference, reference.to(ScalarType.Float16)).ShouldBe(0);
        var video = autoencoder.Encode(ClipEncoder.Pixels(clip, 0, 21), Tiling.ForEncoding).squeeze(0);
        MaxDifference(last.Latents, video.to(ScalarType.Float16)).ShouldBe(0);

        using var encoder = ModelLoader.LoadTextEncoder(model.Folder, CPU, ScalarType.Float32);
        var tokenizer = PromptTokenizer.Open(model.Folder.TokenizerFile);
        var text = PromptEmbedding
            .Encode(encoder, tokenizer, clip.Caption, model.Folder.Defaults.TextLength, CPU)
            .squeeze(0);
        MaxDifference(last.Text, text).ShouldBe(0);
    }

    [Fact]
    public void Run_Again_ReadsNoClipAndGivesTheSameManifest()
    {
        Run(new MovingClips(2, frames: 9), out var reads);
        reads.ShouldBe(2);
        var manifest = File.ReadAllBytes(Path.Combine(Output, "manifest.json"));

        Run(new MovingClips(2, frames: 9), out reads);
        reads.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(Output, "manifest.json")).ShouldBe(manifest);

        File.Delete(Path.Combine(Output, "samples", "clip-000001.safetensors"));
        Run(new MovingClips(2, frames: 9), out reads);
        reads.ShouldBe(1);
        File.ReadAllBytes(Path.Combine(Output, "manifest.json")).ShouldBe(manifest);
    }

    [Fact]
    public void Open_FileOutside_IsRefused()
    {
        Run(new MovingClips(1, frames: 9), out _);
        var path = Path.Combine(Output, "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("samples/clip-000000", "../clip-000000"));
        Should
            .Throw<BadInputException>(() => ExtractedSamples.Open(Output))
            .Message.ShouldContain("outside the folder");
    }

    /// <summary>As the pipeline hears a segment.</summary>
    private static Tensor Hear(Wav2Vec2Encoder encoder, float[] heard, RenderPlan plan, AudioRows rows)
    {
        var source = new SampleArray(heard);
        using var features = new AudioFeatureExtractor(
            encoder,
            source,
            AudioStatistics.Gather(source, encoder.Config),
            plan.PaddedAudioFrames
        );
        return nn.functional.pad(features.Extract(rows.Start, rows.End), [0, 0, rows.LeadingZeroRows, 0]).squeeze(0);
    }

    private static double MaxDifference(Tensor one, Tensor other)
    {
        one.shape.ShouldBe(other.shape);
        return one.to(ScalarType.Float32).sub(other.to(ScalarType.Float32)).abs().max().ToDouble();
    }

    private ExtractionManifest Run(MovingClips clips, out int reads)
    {
        var manifest = new SampleExtractor(model.Folder, Options, TimeProvider.System).Run(
            clips,
            "moving",
            Output,
            null,
            CancellationToken.None
        );
        reads = clips.Reads;
        return manifest;
    }

    public void Dispose() => _folder.Dispose();
}
