using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Statistics;

/// <summary>Mean and variance of every channel over all time, both (channels).</summary>
internal readonly record struct ChannelStatistics(Tensor Mean, Tensor Variance);
