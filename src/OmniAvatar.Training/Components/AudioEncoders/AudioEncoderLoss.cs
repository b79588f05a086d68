using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>Cross-entropy of the phonemes, and a smooth absolute difference of loudness and mouth.</summary>
internal static class AudioEncoderLoss
{
    /// <summary>Names of the parts, in the order in which a step gives them.</summary>
    public static readonly string[] Parts = ["phonemes", "movements"];

    /// <summary>Below this, differences of movements are squared rather than absolute.</summary>
    private const double Smoothness = 0.1;

    /// <summary>The loss of one batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">The batch; at least one phoneme in it is known.</param>
    /// <param name="movementWeight">Weight of the movements.</param>
    public static StepLoss Compute(AudioEncoderWithHead network, AudioEncoderBatch batch, double movementWeight)
    {
        var said = network.forward(batch.Samples, batch.Rows); // (B, R, phonemes + 2)
        var count = said.size(2) - AudioEncoderWithHead.Movements;
        var phonemes = nn.functional.cross_entropy(
            said.narrow(2, 0, count).flatten(0, 1),
            batch.Phonemes.flatten(),
            ignore_index: AudioEncoderBatch.Unknown
        );
        var difference = nn.functional.smooth_l1_loss(
            said.narrow(2, count, AudioEncoderWithHead.Movements),
            batch.Movements,
            nn.Reduction.None,
            Smoothness
        );
        var movements = (difference * batch.Known).sum() / batch.Known.sum().clamp_min(1);
        return new StepLoss(
            phonemes + movementWeight * movements,
            (int)(batch.Phonemes.numel()),
            [phonemes.item<float>(), movements.item<float>()]
        );
    }
}
