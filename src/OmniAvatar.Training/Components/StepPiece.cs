using OmniAvatar.Training.Optimization;
using TorchSharp;

namespace OmniAvatar.Training.Components;

/// <summary>What a piece of a step's samples came to.</summary>
/// <param name="Loss">The mean over them, a scalar with gradients.</param>
/// <param name="Samples">How much was learnt from: frames, rows or captions.</param>
/// <param name="Parts">What the loss is made of, in the order of the run's columns.</param>
internal sealed record StepLoss(torch.Tensor Loss, int Samples, IReadOnlyList<double> Parts);

/// <summary>Samples of a step that can be computed beside the others.</summary>
/// <param name="Share">Their part of all samples; the shares of a step sum to 1.</param>
/// <param name="Compute">Computes them, on whatever thread.</param>
internal sealed record StepPiece(double Share, Func<StepLoss> Compute)
{
    /// <summary>A step in one piece.</summary>
    public static IReadOnlyList<StepPiece> Whole(Func<StepLoss> compute) => [new(1, compute)];

    /// <summary>A step in as many pieces as are best computed at once.</summary>
    /// <param name="samples">The batch's size.</param>
    /// <param name="threads">How many there are for the step.</param>
    /// <param name="compute">Computes so many samples from the given one on.</param>
    public static IReadOnlyList<StepPiece> Split(int samples, int threads, Func<int, int, StepLoss> compute) =>
        [
            .. SideBySide
                .Cut(samples, threads)
                .Select(piece => new StepPiece((double)piece.Count / samples, () => compute(piece.Start, piece.Count))),
        ];
}
