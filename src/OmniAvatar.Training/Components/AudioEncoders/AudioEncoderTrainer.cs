using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Training.Runs;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>
/// Trains a wav2vec2 encoder from nothing on what is said in each video frame, and writes its folder
/// (<c>model.safetensors</c>,
/// <c>config.json</c>, <c>preprocessor_config.json</c>).
/// </summary>
public static class AudioEncoderTrainer
{
    /// <summary>Trains, or goes on; a run that is at its last step only writes its files again.</summary>
    /// <param name="source">Clips that say which phonemes are heard; the last of them are held out.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Told as the steps go on; samples are video frames.</param>
    /// <param name="cancellation">Looked at between steps; the state is saved first.</param>
    /// <returns>How well it hears the held-out clips, with the weights as stored.</returns>
    /// <exception cref="WrongUseException">The options are wrong, or the folder is of a training with other
    /// settings.</exception>
    /// <exception cref="BadInputException">A clip cannot be read, or does not say which phonemes are heard.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public static AudioEncoderReport Train(
        IClipSource source,
        AudioEncoderTrainingOptions options,
        IProgress<ComponentProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Validated();
        var pool = new ClipPool<AudioEncoderClip>(
            source,
            options.Clips.Validated(source),
            options.Run.Seed,
            clip => new AudioEncoderClip(clip)
        );
        using var network = Fresh(options);
        var recipe = TrainedFiles.Recipe(
            options with
            {
                Run = options.Run.WithoutPlaces(),
                Destination = "",
            },
            source.Count
        );
        using (var run = new ComponentRun("audio encoder", options.Run, network, AudioEncoderLoss.Parts, recipe))
        {
            var sampler = new AudioEncoderSampler(pool, options);
            run.Run(
                step =>
                    StepPiece.Whole(() =>
                        AudioEncoderLoss.Compute(network, sampler.Draw(step, cancellation), options.MovementWeight)
                    ),
                progress,
                cancellation
            );
            run.TakeAverage();
        }
        TrainedFiles.Round(network);
        Write(network, options);
        var report = AudioEncoderReport.Measure(network, pool.HeldOut(cancellation), options.PhonemeCount);
        TrainedFiles.WriteReport(options.Run.Folder, report);
        return report;
    }

    private static AudioEncoderWithHead Fresh(AudioEncoderTrainingOptions options)
    {
        var network = new AudioEncoderWithHead(options.Network, options.PhonemeCount);
        FreshWeights.Fill(network, options.Run.Seed, AudioEncoderStart.Rule);
        return network;
    }

    private static void Write(AudioEncoderWithHead network, AudioEncoderTrainingOptions options)
    {
        var weights = network.state_dict();
        SafetensorsWriter.Write(
            Path.Combine(options.Destination, "model.safetensors"),
            TrainedFiles.Describe(weights).ToDictionary(StringComparer.Ordinal),
            key => TrainedFiles.Piece(weights[key])
        );
        TrainedFiles.Guard(
            options.Destination,
            () => FolderDocuments.WriteAudioEncoder(options.Destination, options.Network)
        );
    }
}
