using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>The layers of <see cref="SyncNet"/> in the places that its published weights number.</summary>
internal static class SyncNetLayers
{
    /// <summary>(B, 1, 13, 20) to (B, w5, 1, 1).</summary>
    public static Sequential Audio(IReadOnlyList<long> widths) =>
        Sequential(
            Conv2d(1, widths[0], (3, 3), padding: (1, 1)),
            BatchNorm2d(widths[0]),
            ReLU(),
            MaxPool2d((1, 1), (1, 1)), // 13 x 20
            Conv2d(widths[0], widths[1], (3, 3), padding: (1, 1)),
            BatchNorm2d(widths[1]),
            ReLU(),
            MaxPool2d((3, 3), (1, 2)), // 11 x 9
            Conv2d(widths[1], widths[2], (3, 3), padding: (1, 1)),
            BatchNorm2d(widths[2]),
            ReLU(),
            Conv2d(widths[2], widths[3], (3, 3), padding: (1, 1)),
            BatchNorm2d(widths[3]),
            ReLU(),
            Conv2d(widths[3], widths[4], (3, 3), padding: (1, 1)),
            BatchNorm2d(widths[4]),
            ReLU(),
            MaxPool2d((3, 3), (2, 2)), // 5 x 4
            Conv2d(widths[4], widths[5], (5, 4)),
            BatchNorm2d(widths[5]),
            ReLU()
        );

    /// <summary>(B, 3, 5, 224, 224) to (B, w5, 1, 1, 1); time is folded into the first layer.</summary>
    public static Sequential Lip(IReadOnlyList<long> widths) =>
        Sequential(
            Conv3d(3, widths[0], (5, 7, 7), stride: (1, 2, 2)),
            BatchNorm3d(widths[0]),
            ReLU(), // 109 x 109
            MaxPool3d((1, 3, 3), (1, 2, 2)), // 54 x 54
            Conv3d(widths[0], widths[1], (1, 5, 5), stride: (1, 2, 2), padding: (0, 1, 1)),
            BatchNorm3d(widths[1]),
            ReLU(), // 26 x 26
            MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)), // 13 x 13
            Conv3d(widths[1], widths[2], (1, 3, 3), padding: (0, 1, 1)),
            BatchNorm3d(widths[2]),
            ReLU(),
            Conv3d(widths[2], widths[3], (1, 3, 3), padding: (0, 1, 1)),
            BatchNorm3d(widths[3]),
            ReLU(),
            Conv3d(widths[3], widths[4], (1, 3, 3), padding: (0, 1, 1)),
            BatchNorm3d(widths[4]),
            ReLU(),
            MaxPool3d((1, 3, 3), (1, 2, 2)), // 6 x 6
            Conv3d(widths[4], widths[5], (1, 6, 6)),
            BatchNorm3d(widths[5]),
            ReLU()
        );

    /// <summary>(B, inputs) to (B, embedding).</summary>
    public static Sequential Head(long inputs, long hidden, long embedding) =>
        Sequential(Linear(inputs, hidden), BatchNorm1d(hidden), ReLU(), Linear(hidden, embedding));
}
