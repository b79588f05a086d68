using OmniAvatar.Diffusion.Autoencoders.Blocks;
using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Observation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>From one latent frame to the frames it stands for.</summary>
internal sealed class VideoDecoder : nn.Module<Tensor, CausalCache, ITensorObserver, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly CausalConv3d _conv1;

    [ComponentName(Name = "middle")]
    private readonly ModuleList<CausalLayer> _middle;

    [ComponentName(Name = "upsamples")]
    private readonly ModuleList<CausalLayer> _upsamples;

    [ComponentName(Name = "head")]
    private readonly OutputHead _head;

    public VideoDecoder(VideoAutoencoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(VideoDecoder))
    {
        var widths = config.DimMult.Reverse().Select(factor => factor * config.BaseDim).ToArray();
        _conv1 = new CausalConv3d(config.ZDim, widths[0], (3, 3, 3), device, dtype);
        _middle = BlockSeries.Middle(widths[0], device, dtype);
        _upsamples = new ModuleList<CausalLayer>([.. Stages(config, widths, device, dtype)]);
        _head = new OutputHead(widths[^1], 3, device, dtype);
        RegisterComponents();
    }

    private static IEnumerable<CausalLayer> Stages(
        VideoAutoencoderConfig config,
        int[] widths,
        Device? device,
        ScalarType dtype
    )
    {
        var width = widths[0];
        for (var stage = 0; stage < widths.Length; stage++)
        {
            foreach (var block in BlockSeries.Residual(config.NumResBlocks + 1, width, widths[stage], device, dtype))
                yield return block;
            width = widths[stage];
            if (stage < widths.Length - 1)
            {
                yield return new Blocks.Upsample(width, config.TemporalDownsample[^(stage + 1)], device, dtype);
                width /= 2;
            }
        }
    }

    public override Tensor forward(Tensor x, CausalCache cache, ITensorObserver observer) // (B, Z, 1, H/8, W/8)
    {
        x = _conv1.call(x, cache); // (B, C', 1, H/8, W/8)
        observer.Observe("conv1", x);
        x = x.ThroughEach(_middle, cache, observer.Within("middle")); // (B, C', 1, H/8, W/8)
        x = x.ThroughEach(_upsamples, cache, observer.Within("upsamples")); // (B, C, T, H, W), T = 1 or 4
        x = _head.call(x, cache); // (B, 3, T, H, W)
        observer.Observe("head.2", x);
        return x;
    }
}
