using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Randomness;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>Trains a video autoencoder, from nothing or from another training's weights, and writes it as
/// <c>Wan2.1_VAE.pth</c>.</summary>
public static class AutoencoderTrainer
{
    /// <summary>Frames of a clip that its latents' statistics are taken over.</summary>
    private const int MeasuredFrames = 33;

    /// <summary>Trains, or goes on; a run that is at its last step only writes its file again.</summary>
    /// <param name="source">Clips, the last of which are held out.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Told as the steps go on; samples are frames.</param>
    /// <param name="cancellation">Looked at between steps; the state is saved first.</param>
    /// <returns>How well it does on the held-out clips, with the weights as stored.</returns>
    /// <exception cref="WrongUseException">The options are wrong, or the folder is of a training with other
    /// settings.</exception>
    /// <exception cref="BadInputException">A clip cannot be read, or is too small for a stage; the weights to begin
    /// with are missing, damaged or of another size.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public static AutoencoderReport Train(
        IClipSource source,
        AutoencoderTrainingOptions options,
        IProgress<ComponentProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Validated();
        var pool = new ClipPool<SeenClip>(source, options.Clips.Validated(source), options.Run.Seed, SeenClip.Of);
        using var network = Begun(options);
        var recipe = TrainedFiles.Recipe(
            options with
            {
                Run = options.Run.WithoutPlaces(),
                Destination = "",
                From = options.From is null ? null : "",
            },
            source.Count
        );
        using (var run = new ComponentRun("autoencoder", options.Run, network, AutoencoderLoss.Parts, recipe))
        {
            var sampler = new CropSampler(pool, options);
            run.Run(Step, progress, cancellation);
            run.TakeAverage();

            IReadOnlyList<StepPiece> Step(long step)
            {
                var (frames, weights) = sampler.Draw(step, cancellation);
                var crops = (int)frames.size(0);
                return StepPiece.Split(
                    crops,
                    options.Run.Threads,
                    (start, count) =>
                        AutoencoderLoss.Compute(
                            network,
                            frames.narrow(0, start, count),
                            weights.narrow(0, start, count),
                            shape => Noise([crops, .. shape[1..]]).narrow(0, start, count),
                            options
                        )
                );

                Tensor Noise(long[] shape) => new StepRandom(options.Run.Seed).Normal(shape, "latents", step);
            }
        }
        return Finish(network, pool, options, cancellation);
    }

    private static VideoAutoencoder Begun(AutoencoderTrainingOptions options)
    {
        using var source = options.From is { } from ? TensorSources.Open(from) : null;
        var network = Fresh(options);
        if (source is not null)
            StrictLoader.Load(network, source);
        return network;
    }

    /// <summary>A network that has learnt nothing yet.</summary>
    internal static VideoAutoencoder Fresh(AutoencoderTrainingOptions options)
    {
        var network = new VideoAutoencoder(new VideoAutoencoderConfig { BaseDim = options.BaseDim });
        FreshWeights.Fill(network, options.Run.Seed, AutoencoderStart.Rule);
        AutoencoderStart.SeeNoPast(network);
        AutoencoderStart.QuietLatents(network);
        return network;
    }

    private static AutoencoderReport Finish(
        VideoAutoencoder network,
        ClipPool<SeenClip> pool,
        AutoencoderTrainingOptions options,
        CancellationToken cancellation
    )
    {
        var clips = pool.FirstTrained(options.Clips.Measured, cancellation)
            .Select(clip => ClipTensors.Frames(clip, Crop.Whole(clip, MeasuredFrames)));
        LatentStatistics.Measure(network, clips).Fold(network);
        TrainedFiles.Round(network);
        var weights = network.state_dict();
        PickleWeightsWriter.Write(
            options.Destination,
            TrainedFiles.Describe(weights),
            key => TrainedFiles.Piece(weights[key])
        );
        var report = AutoencoderReport.Measure(network, pool.HeldOut(cancellation));
        TrainedFiles.WriteReport(options.Run.Folder, report);
        return report;
    }
}
