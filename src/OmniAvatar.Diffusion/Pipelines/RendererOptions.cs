using OmniAvatar.Diffusion.Weights.Adapters;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>Where and how a renderer computes.</summary>
/// <param name="Device">The CPU or a CUDA device.</param>
/// <param name="DataType">Type of the transformer, the autoencoder and the text encoder: float32 on a CPU, bfloat16 on
/// a GPU.</param>
/// <param name="Threads">CPU threads of one operation, 1 to 256; part of the numeric class.</param>
public sealed record RendererOptions(Device Device, ScalarType DataType, int Threads)
{
    /// <summary>Low-rank adapters to merge into the transformer beside the model's own, in order.</summary>
    public IReadOnlyList<LoraFile> Loras { get; init; } = [];

    /// <summary>What suits a device: bfloat16 where it is computed in hardware, float32 elsewhere.</summary>
    public static RendererOptions For(Device device, int threads) =>
        new(device, device.type == TorchSharp.DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32, threads);
}
