using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Tests.Media;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.Autoencoders;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class AutoencoderTrainerTests
{
    [Fact]
    public void Train_AFewSteps_LearnsAndWritesWhatInferenceReads()
    {
        using var folder = new ScratchFolder();
        var losses = new List<double>();
        var options = Options(folder, "run", steps: 40);

        var report = AutoencoderTrainer.Train(
            new DrawnClips(6),
            options,
            new ProgressOf<ComponentProgress>(progress => losses.Add(progress.Loss))
        );

        losses[^1].ShouldBeLessThan(0.6 * losses[0]);
        report.FramePsnr.ShouldBeGreaterThan(10);
        report.MouthPsnr.ShouldNotBeNull();
        using var source = TensorSources.Open(options.Destination);
        ModelArchitecture.Autoencoder(source).BaseDim.ShouldBe(4);
        using var loaded = new VideoAutoencoder(ModelArchitecture.Autoencoder(source));
        StrictLoader.Load(loaded, source);
        AutoencoderReport.Measure(loaded, [new DrawnClips(6).Read(4), new DrawnClips(6).Read(5)]).ShouldBe(report);
    }

    [Fact]
    public void Train_InterruptedAndTakenUp_WritesTheSameBytes()
    {
        using var folder = new ScratchFolder();
        var (whole, parts) = (Options(folder, "whole", steps: 8), Options(folder, "parts", steps: 8));
        using var cancellation = new CancellationTokenSource();
        AutoencoderTrainer.Train(new DrawnClips(6), whole);
        var stop = new ProgressOf<ComponentProgress>(progress =>
        {
            if (progress.Step == 5)
                cancellation.Cancel();
        });

        Should.Throw<OperationCanceledException>(() =>
            AutoencoderTrainer.Train(new DrawnClips(6), parts, stop, cancellation.Token)
        );
        AutoencoderTrainer.Train(new DrawnClips(6), parts);

        File.ReadAllBytes(parts.Destination).ShouldBe(File.ReadAllBytes(whole.Destination));
    }

    [Fact]
    public void Train_FromOtherWeights_GoesOnFromWhatTheyLearnt()
    {
        using var folder = new ScratchFolder();
        var first = Options(folder, "first", steps: 40);
        var learnt = AutoencoderTrainer.Train(new DrawnClips(6), first);
        var idle = Options(folder, "second", steps: 1);

        var report = AutoencoderTrainer.Train(
            new DrawnClips(6),
            idle with
            {
                From = first.Destination,
                Run = idle.Run with { LearningRate = 1e-9 },
            }
        );

        report.FramePsnr.ShouldBe(learnt.FramePsnr, tolerance: 0.1);
    }

    [Fact]
    public void Train_FromWeightsOfAnotherSize_IsBadInput()
    {
        using var folder = new ScratchFolder();
        var first = Options(folder, "first", steps: 1);
        AutoencoderTrainer.Train(new DrawnClips(6), first);
        var wider = Options(folder, "second", steps: 1) with { BaseDim = 8, From = first.Destination };

        Should.Throw<BadInputException>(() => AutoencoderTrainer.Train(new DrawnClips(6), wider));
    }

    [Fact]
    public void Train_OnClipsThatAreTooSmall_IsBadInput()
    {
        using var folder = new ScratchFolder();
        var options = Options(folder, "run", steps: 8) with { Stages = [new(1, Frames: 1, Pixels: 48, Batch: 1)] };

        Should
            .Throw<BadInputException>(() => AutoencoderTrainer.Train(new DrawnClips(6), options))
            .Message.ShouldContain("too small");
    }

    private static AutoencoderTrainingOptions Options(ScratchFolder folder, string name, long steps) =>
        new()
        {
            Run = new ComponentRunOptions
            {
                Folder = folder.Combine(name),
                Steps = steps,
                WarmupSteps = 2,
                LearningRate = 3e-3,
                AverageDecay = 0.5,
                LogEvery = 5,
            },
            Destination = folder.Combine($"{name}/Wan2.1_VAE.pth"),
            BaseDim = 4,
            Clips = new ClipUse
            {
                HeldOut = 2,
                InMemory = 2,
                StepsPerPool = 3,
                Measured = 2,
            },
            Stages = [new(3, Frames: 1, Pixels: 16, Batch: 4), new(1, Frames: 5, Pixels: 32, Batch: 1)],
        };
}
