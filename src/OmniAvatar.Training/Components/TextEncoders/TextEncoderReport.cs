using OmniAvatar.Diffusion.TextEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>How well a trained text encoder completes captions that it never read.</summary>
/// <param name="Captions">Held-out captions.</param>
/// <param name="HiddenAccuracy">Part of the hidden tokens that are told right; words that anything could stand for
/// cannot be.</param>
/// <param name="SeenAccuracy">Part of the other tokens that are told right.</param>
/// <param name="Vocabulary">Tokens in the vocabulary.</param>
/// <param name="Parameters">Values in the network.</param>
public sealed record TextEncoderReport(
    int Captions,
    double HiddenAccuracy,
    double SeenAccuracy,
    int Vocabulary,
    long Parameters
)
{
    internal static TextEncoderReport Measure(TextEncoder network, CaptionBatch batch)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var right = DenoisingLoss.Scores(network, batch).argmax(-1).eq(batch.Truth); // (B, L)
        var seen = batch.Hidden.logical_not().logical_and(batch.Mask.gt(0)); // (B, L)
        return new TextEncoderReport(
            (int)batch.Ids.size(0),
            Share(right, batch.Hidden),
            Share(right, seen),
            network.Config.VocabularySize,
            network.parameters().Sum(parameter => parameter.numel())
        );
    }

    private static double Share(Tensor right, Tensor among) =>
        (double)right.logical_and(among).sum().item<long>() / Math.Max(1, among.sum().item<long>());
}
