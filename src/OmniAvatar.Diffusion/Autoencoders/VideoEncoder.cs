using OmniAvatar.Diffusion.Autoencoders.Blocks;
using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Observation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>From a chunk of frames to the mean and log-variance of its latents.</summary>
internal sealed class VideoEncoder : nn.Module<Tensor, CausalCache, ITensorObserver, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly CausalConv3d _conv1;

    [ComponentName(Name = "downsamples")]
    private readonly ModuleList<CausalLayer> _downsamples;

    [ComponentName(Name = "middle")]
    private readonly ModuleList<CausalLayer> _middle;

    [ComponentName(Name = "head")]
    private readonly OutputHead _head;

    public VideoEncoder(VideoAutoencoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(VideoEncoder))
    {
        var widths = config.DimMult.Select(factor => factor * config.BaseDim).ToArray();
        _conv1 = new CausalConv3d(3, config.BaseDim, (3, 3, 3), device, dtype);
        _downsamples = new ModuleList<CausalLayer>([.. Stages(config, widths, device, dtype)]);
        _middle = BlockSeries.Middle(widths[^1], device, dtype);
        _head = new OutputHead(widths[^1], 2 * config.ZDim, device, dtype);
        RegisterComponents();
    }

    private static IEnumerable<CausalLayer> Stages(
        VideoAutoencoderConfig config,
        int[] widths,
        Device? device,
        ScalarType dtype
    )
    {
        var width = config.BaseDim;
        for (var stage = 0; stage < widths.Length; stage++)
        {
            foreach (var block in BlockSeries.Residual(config.NumResBlocks, width, widths[stage], device, dtype))
                yield return block;
            width = widths[stage];
            if (stage < widths.Length - 1)
                yield return new Downsample(width, config.TemporalDownsample[stage], device, dtype);
        }
    }

    public override Tensor forward(Tensor x, CausalCache cache, ITensorObserver observer) // (B, 3, T, H, W), T = 1 or 4
    {
        x = _conv1.call(x, cache); // (B, C, T, H, W)
        observer.Observe("conv1", x);
        x = x.ThroughEach(_downsamples, cache, observer.Within("downsamples")); // (B, C', 1, H/8, W/8)
        x = x.ThroughEach(_middle, cache, observer.Within("middle")); // (B, C', 1, H/8, W/8)
        x = _head.call(x, cache); // (B, 2*Z, 1, H/8, W/8)
        observer.Observe("head.2", x);
        return x;
    }
}
