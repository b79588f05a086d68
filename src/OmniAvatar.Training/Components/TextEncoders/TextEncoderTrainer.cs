using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Files;
using OmniAvatar.Randomness;
using OmniAvatar.Training.Runs;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>
/// Makes a tokenizer of given words and trains a umT5 encoder from nothing by letting it complete captions; writes
/// <c>models_t5_umt5-xxl-enc-bf16.pth</c> and <c>google/umt5-xxl/spiece.model</c>.
/// </summary>
public static class TextEncoderTrainer
{
    /// <summary>The weights' file; its name is the released one's, whatever the type of its values.</summary>
    public const string WeightsName = "models_t5_umt5-xxl-enc-bf16.pth";

    /// <summary>Trains, or goes on; a run that is at its last step only writes its files again.</summary>
    /// <param name="captions">Captions, already cleaned; the last of them are held out.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Told as the steps go on; samples are captions.</param>
    /// <param name="cancellation">Looked at between steps; the state is saved first.</param>
    /// <returns>How well it completes the held-out captions, with the weights as stored.</returns>
    /// <exception cref="WrongUseException">The options are wrong, or the folder is of a training with other
    /// settings.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public static TextEncoderReport Train(
        IReadOnlyList<string> captions,
        TextEncoderTrainingOptions options,
        IProgress<ComponentProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Validated(captions);
        var tokenizer = WriteTokenizer(options);
        var ids = captions.Select(caption => Tokens(tokenizer, caption, options.LongestCaption)).ToList();
        using var network = Fresh(options, tokenizer.Model.Pieces.Count);
        var recipe = TrainedFiles.Recipe(
            options with
            {
                Run = options.Run.WithoutPlaces(),
                Destination = "",
            },
            captions.Count
        );
        using (var run = new ComponentRun("text encoder", options.Run, network, DenoisingLoss.Parts, recipe))
        {
            run.Run(step => StepPiece.Whole(() => DenoisingLoss.Compute(network, Draw(step))), progress, cancellation);
            run.TakeAverage();
        }
        return Finish(network, ids[^options.HeldOut..], tokenizer.Model, options);

        CaptionBatch Draw(long step)
        {
            var random = new StepRandom(options.Run.Seed).Stream("captions", step);
            var drawn = Enumerable
                .Range(0, options.Batch)
                .Select(_ => ids[random.Next(ids.Count - options.HeldOut)])
                .ToList();
            return CaptionBatch.Hide(drawn, options.HiddenShare, tokenizer.Model, random);
        }
    }

    private static PromptTokenizer WriteTokenizer(TextEncoderTrainingOptions options)
    {
        var path = Path.Combine(options.Destination, "google", "umt5-xxl", "spiece.model");
        AtomicFile.Write(path, stream => stream.Write(SentencePieceWriter.Write(SmallVocabulary.Of(options.Words))));
        return PromptTokenizer.Open(path);
    }

    private static long[] Tokens(PromptTokenizer tokenizer, string caption, int longest)
    {
        var encoded = tokenizer.Encode(caption, longest);
        return [.. encoded.Ids.Zip(encoded.Mask).Where(pair => pair.Second == 1).Select(pair => pair.First)];
    }

    private static TextEncoder Fresh(TextEncoderTrainingOptions options, int vocabulary)
    {
        var config = options.Network with { VocabularySize = vocabulary };
        var network = new TextEncoder(config);
        FreshWeights.Fill(network, options.Run.Seed, (name, shape) => TextEncoderStart.Rule(name, shape, config));
        return network;
    }

    private static TextEncoderReport Finish(
        TextEncoder network,
        IReadOnlyList<long[]> heldOut,
        SentencePieceModel model,
        TextEncoderTrainingOptions options
    )
    {
        TrainedFiles.Round(network);
        var weights = network.state_dict();
        PickleWeightsWriter.Write(
            Path.Combine(options.Destination, WeightsName),
            TrainedFiles.Describe(weights),
            key => TrainedFiles.Piece(weights[key])
        );
        var batch = CaptionBatch.Hide(
            heldOut,
            options.HiddenShare,
            model,
            new StepRandom(options.Run.Seed).Stream("held out", 0)
        );
        var report = TextEncoderReport.Measure(network, batch);
        TrainedFiles.WriteReport(options.Run.Folder, report);
        return report;
    }
}
