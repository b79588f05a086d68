using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>What a piece of a step's samples came to.</summary>
/// <param name="Loss">The mean over them, a scalar with gradients.</param>
/// <param name="Samples">How much was learnt from: clips, frames, rows or captions.</param>
/// <param name="Parts">What else is noted of it, in the order of the log's columns.</param>
internal sealed record StepLoss(Tensor Loss, int Samples, IReadOnlyList<double> Parts);

/// <summary>Samples of a step that can be computed beside the others.</summary>
/// <param name="Share">Their part of all samples; the shares of a batch sum to 1.</param>
/// <param name="Compute">Computes them, on whatever thread.</param>
internal sealed record StepPiece(double Share, Func<StepLoss> Compute)
{
    /// <summary>A batch in one piece.</summary>
    public static IReadOnlyList<StepPiece> Whole(Func<StepLoss> compute) => [new(1, compute)];

    /// <summary>A batch in as many pieces as are best computed at once.</summary>
    /// <param name="samples">The batch's size.</param>
    /// <param name="threads">How many there are for the step.</param>
    /// <param name="compute">Computes so many samples from the given one on.</param>
    public static IReadOnlyList<StepPiece> Split(int samples, int threads, Func<int, int, StepLoss> compute) =>
        [
            .. SideBySide
                .Cut(samples, threads)
                .Select(piece => new StepPiece((double)piece.Count / samples, () => compute(piece.Start, piece.Count))),
        ];

    /// <summary>Adds the gradients of a batch, its pieces computed at once.</summary>
    /// <param name="pieces">One or two.</param>
    /// <param name="threads">For all of them together.</param>
    /// <param name="batches">Batches that make a step: the gradients are divided by it, the losses are not.</param>
    public static StepLosses AddGradients(IReadOnlyList<StepPiece> pieces, int threads, int batches = 1)
    {
        var losses = SideBySide.Run(
            [.. pieces.Select(piece => (Func<StepLosses>)(() => piece.AddGradients(batches)))],
            threads
        );
        return losses.Aggregate(
            (one, other) =>
                new StepLosses(
                    one.Loss + other.Loss,
                    [.. one.Parts.Zip(other.Parts, (a, b) => a + b)],
                    one.Samples + other.Samples
                )
        );
    }

    /// <summary>The loss and its parts come back as the piece's share of the batch's.</summary>
    private StepLosses AddGradients(int batches)
    {
        using var scope = NewDisposeScope();
        var (loss, samples, parts) = Compute();
        loss.mul(Share / batches).backward();
        return new StepLosses(Share * loss.item<float>(), [.. parts.Select(part => Share * part)], samples);
    }
}
