using OmniAvatar.Diffusion.Weights;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>Channels of SyncNet's layers.</summary>
/// <param name="Audio">Of the six convolutions that hear.</param>
/// <param name="Lip">Of the six that see.</param>
/// <param name="Hidden">Of the layer between the convolutions and the embedding.</param>
/// <param name="Embedding">Of the embedding in which the two are compared.</param>
public sealed record SyncNetWidths(IReadOnlyList<long> Audio, IReadOnlyList<long> Lip, long Hidden, long Embedding)
{
    /// <summary>Where the convolutions stand in both stacks.</summary>
    private static readonly int[] Places = [0, 4, 8, 11, 14, 18];

    /// <summary>Those of the published <c>syncnet_v2.model</c>.</summary>
    public static SyncNetWidths Published { get; } =
        new([64, 192, 384, 256, 256, 512], [96, 256, 256, 256, 256, 512], 512, 1024);

    /// <summary>Reads the widths off weights.</summary>
    /// <exception cref="BadInputException">They are not those of a SyncNet.</exception>
    public static SyncNetWidths Of(ITensorSource weights) =>
        new(
            [.. Places.Select(place => Outputs(weights, $"netcnnaud.{place}.weight"))],
            [.. Places.Select(place => Outputs(weights, $"netcnnlip.{place}.weight"))],
            Outputs(weights, "netfcaud.0.weight"),
            Outputs(weights, "netfcaud.3.weight")
        );

    private static long Outputs(ITensorSource weights, string key) =>
        weights.Describe(key).Shape is [> 0 and var outputs, ..]
            ? outputs
            : throw new BadInputException(
                $"{weights.Name} is not a SyncNet: its tensor '{key}' has no output channels."
            );
}
