using OmniAvatar.Datasets.Clips;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>How well a trained audio encoder hears clips that it never heard, each clip in one pass as inference
/// does.</summary>
/// <param name="Clips">Held-out clips.</param>
/// <param name="Accuracy">Part of the frames whose phoneme is the most likely one.</param>
/// <param name="CommonestShare">What always saying the commonest phoneme would reach.</param>
/// <param name="LoudnessCorrelation">Pearson's, over all frames.</param>
/// <param name="OpeningCorrelation">Pearson's, over all frames where the opening of the mouth is known; null where
/// there are none.</param>
/// <param name="Parameters">Values in the network, the head included.</param>
public sealed record AudioEncoderReport(
    int Clips,
    double Accuracy,
    double CommonestShare,
    double LoudnessCorrelation,
    double? OpeningCorrelation,
    long Parameters
)
{
    internal static AudioEncoderReport Measure(
        AudioEncoderWithHead network,
        IEnumerable<TalkingClip> clips,
        int phonemeCount
    )
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (said, batches) = (new List<Tensor>(), new List<AudioEncoderBatch>());
        foreach (var clip in clips)
        {
            var batch = AudioEncoderBatch.Of([(new AudioEncoderClip(clip), 0)], clip.FrameCount, phonemeCount);
            said.Add(network.forward(batch.Samples, batch.Rows).squeeze(0)); // (R, phonemes + 2)
            batches.Add(batch);
        }
        var all = cat(said); // (N, phonemes + 2)
        var phonemes = cat([.. batches.Select(batch => batch.Phonemes.flatten())]); // (N)
        var known = phonemes.ne(AudioEncoderBatch.Unknown); // (N)
        var correct = all.narrow(1, 0, phonemeCount).argmax(1).eq(phonemes).logical_and(known).sum().item<long>();
        var counts = bincount(phonemes.masked_select(known), null, phonemeCount);
        var total = Math.Max(1, known.sum().item<long>());
        return new AudioEncoderReport(
            said.Count,
            (double)correct / total,
            (double)counts.max().item<long>() / total,
            Movement(0) ?? 0,
            Movement(1),
            network.parameters().Sum(parameter => parameter.numel())
        );

        double? Movement(int which)
        {
            var mask = cat([.. batches.Select(batch => batch.Known[0, TensorIndex.Colon, which])]).gt(0);
            var truth = cat([.. batches.Select(batch => batch.Movements[0, TensorIndex.Colon, which])])
                .masked_select(mask);
            return truth.numel() == 0
                ? null
                : Correlation(truth, all.select(1, phonemeCount + which).masked_select(mask));
        }
    }

    private static double Correlation(Tensor a, Tensor b)
    {
        var (x, y) = (a.to_type(ScalarType.Float64) - a.mean(), b.to_type(ScalarType.Float64) - b.mean());
        return (x * y).sum().item<double>()
            / Math.Sqrt(Math.Max(1e-12, x.square().sum().item<double>() * y.square().sum().item<double>()));
    }
}
