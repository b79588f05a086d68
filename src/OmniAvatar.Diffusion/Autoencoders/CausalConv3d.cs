using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>
/// A convolution over (time, height, width) whose output at a frame depends on that frame and the ones before it:
/// the past comes from the cache, and is zeros where the clip begins.
/// </summary>
internal sealed class CausalConv3d : CausalLayer
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    private readonly long _past;
    private readonly long[] _padding;

    /// <param name="kernel">Frames, height and width of the kernel, each odd.</param>
    public CausalConv3d(int inDim, int outDim, (int Time, int Height, int Width) kernel, Device? device, ScalarType dtype)
        : base(nameof(CausalConv3d))
    {
        _past = kernel.Time - 1;
        _padding = [0, kernel.Height / 2, kernel.Width / 2];
        (_weight, _bias) = ConvolutionWeights.Create([outDim, inDim, kernel.Time, kernel.Height, kernel.Width], device, dtype);
        RegisterComponents();
    }

    /// <summary>Where the weights are.</summary>
    public Device Device => _weight.device;

    /// <summary>The weights' type.</summary>
    public ScalarType DataType => _weight.dtype;

    /// <summary>Whether the layer sees earlier frames, and so keeps some in the cache.</summary>
    public bool LooksBack => _past > 0;

    public override Tensor forward(Tensor x, CausalCache cache)                  // (B, C, T, H, W)
    {
        if (!LooksBack)
        {
            return nn.functional.conv3d(x, _weight, _bias, padding: _padding);    // (B, C', T, H, W)
        }

        using var scope = NewDisposeScope();
        var past = cache.Find(this) ?? ChannelsLast.Zeros(x, _past);
        var window = cat([past, x], dim: 2);                                      // (B, C, past+T, H, W)
        cache.Keep(this, window.narrow(2, x.size(2), _past).clone());
        return nn.functional.conv3d(window, _weight, _bias, padding: _padding)    // (B, C', T, H, W)
            .MoveToOuterDisposeScope();
    }
}
