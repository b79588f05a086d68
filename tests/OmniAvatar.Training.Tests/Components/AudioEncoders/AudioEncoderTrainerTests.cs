using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Tests.Media;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.AudioEncoders;

namespace OmniAvatar.Training.Tests.Components.AudioEncoders;

public class AudioEncoderTrainerTests
{
    [Fact]
    public void Train_OnTones_HearsThemAndWritesWhatInferenceReads()
    {
        using var folder = new ScratchFolder();
        var losses = new List<double>();
        var options = Options(folder, "run", steps: 60);

        var report = AudioEncoderTrainer.Train(
            new DrawnClips(8, frames: 20),
            options,
            new ProgressOf<ComponentProgress>(progress => losses.Add(progress.Loss))
        );

        losses[^1].ShouldBeLessThan(0.7 * losses[0]);
        report.Accuracy.ShouldBeGreaterThan(report.CommonestShare + 0.15);
        var file = Path.Combine(options.Destination, "model.safetensors");
        using var source = PartNames.AudioEncoder(TensorSources.Open(file));
        var config = ModelArchitecture.AudioEncoder(source, Path.Combine(options.Destination, "config.json"));
        config.FeatureWidth.ShouldBe(4 * 16);
        using var loaded = new Wav2Vec2Encoder(config);
        StrictLoader.Load(loaded, source, new LoadOptions { Ignored = PartNames.IgnoredOfAudioEncoder });
        File.Exists(Path.Combine(options.Destination, "preprocessor_config.json")).ShouldBeTrue();
    }

    [Fact]
    public void Train_InterruptedAndTakenUp_WritesTheSameBytes()
    {
        using var folder = new ScratchFolder();
        var (whole, parts) = (Options(folder, "whole", steps: 8), Options(folder, "parts", steps: 8));
        using var cancellation = new CancellationTokenSource();
        AudioEncoderTrainer.Train(new DrawnClips(4), whole);
        var stop = new ProgressOf<ComponentProgress>(progress =>
        {
            if (progress.Step == 5)
                cancellation.Cancel();
        });

        Should.Throw<OperationCanceledException>(() =>
            AudioEncoderTrainer.Train(new DrawnClips(4), parts, stop, cancellation.Token)
        );
        AudioEncoderTrainer.Train(new DrawnClips(4), parts);

        Bytes(parts).ShouldBe(Bytes(whole));
    }

    [Fact]
    public void Train_OnClipsWithoutPhonemes_IsBadInput()
    {
        using var folder = new ScratchFolder();

        Should.Throw<BadInputException>(() =>
            AudioEncoderTrainer.Train(new WithoutPhonemes(), Options(folder, "run", steps: 1))
        );
    }

    private static byte[] Bytes(AudioEncoderTrainingOptions options) =>
        File.ReadAllBytes(Path.Combine(options.Destination, "model.safetensors"));

    private static AudioEncoderTrainingOptions Options(ScratchFolder folder, string name, long steps) =>
        new()
        {
            Run = new ComponentRunOptions
            {
                Folder = folder.Combine(name),
                Steps = steps,
                WarmupSteps = 2,
                LearningRate = 1e-2,
                AverageDecay = 0.8,
                LogEvery = 5,
            },
            Destination = folder.Combine($"{name}/wav2vec2-base-960h"),
            PhonemeCount = DrawnClips.Phonemes,
            Network = TinyAudioEncoder.Config,
            Clips = new ClipUse { HeldOut = 2 },
            Rows = 12,
            Batch = 4,
        };

    private sealed class WithoutPhonemes : IClipSource
    {
        public int Count => 4;

        public TalkingClip Read(int index, CancellationToken cancellation = default) =>
            new DrawnClips(4).Read(index, cancellation) with
            {
                Phonemes = [],
            };
    }
}
