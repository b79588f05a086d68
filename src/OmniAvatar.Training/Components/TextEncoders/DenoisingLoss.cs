using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>Cross-entropy of all tokens, told from the encoder's output by its own token table; hidden ones count in
/// full, the others a little.</summary>
internal static class DenoisingLoss
{
    /// <summary>Names of the parts, in the order in which a step gives them.</summary>
    public static readonly string[] Parts = ["hidden", "seen"];

    /// <summary>Tokens that are seen must stay legible in the output, since the video model reads it.</summary>
    private const double SeenWeight = 0.2;

    /// <summary>The loss of one batch.</summary>
    public static StepLoss Compute(TextEncoder network, CaptionBatch batch)
    {
        var scores = Scores(network, batch); // (B, L, V)
        var losses = nn.functional.cross_entropy(
            scores.flatten(0, 1),
            batch.Truth.flatten(),
            reduction: nn.Reduction.None
        );
        var (hidden, seen) = (
            Mean(losses, batch.Hidden),
            Mean(losses, batch.Hidden.logical_not().logical_and(batch.Mask.gt(0)))
        );
        return new StepLoss(
            hidden + SeenWeight * seen,
            (int)batch.Ids.size(0),
            [hidden.item<float>(), seen.item<float>()]
        );
    }

    /// <summary>A score for every token of the vocabulary at every place: the tied head of T5, scaled by the root of
    /// the width.</summary>
    /// <returns>(B, L, V).</returns>
    public static Tensor Scores(TextEncoder network, CaptionBatch batch)
    {
        var table = network.get_parameter("token_embedding.weight")!; // (V, C)
        var encoded = network.forward(batch.Ids, batch.Mask); // (B, L, C)
        return nn.functional.linear(encoded / Math.Sqrt(network.Config.Width), table); // (B, L, V)
    }

    private static Tensor Mean(Tensor losses, Tensor mask)
    {
        var weights = mask.flatten().to_type(losses.dtype);
        return (losses * weights).sum() / weights.sum().clamp_min(1);
    }
}
