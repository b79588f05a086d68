using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>
/// A convolution over (time, height, width) whose output at a frame depends on that frame and the ones before it:
/// the past comes from the cache, and is zeros where the clip begins.
/// </summary>
/// <remarks>
/// libtorch hands a 3D convolution of few channels and small pictures to a general kernel on one thread that copies
/// every value 27 times. A narrow layer is therefore computed over pictures, the frames that a kernel sees lying side
/// by side as channels of one: the same sums, three times as fast at 8 to 32 channels. Wide layers gain nothing from it
/// and are spared the copies, except where gradients are wanted, which the general kernel computes slowest of all.
/// </remarks>
internal sealed class CausalConv3d : CausalLayer
{
    private const int NarrowWidth = 64;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    private readonly long _past;
    private readonly long[] _padding;
    private readonly bool _isNarrow;

    /// <param name="kernel">Frames, height and width of the kernel, each odd.</param>
    public CausalConv3d(
        int inDim,
        int outDim,
        (int Time, int Height, int Width) kernel,
        Device? device,
        ScalarType dtype
    )
        : base(nameof(CausalConv3d))
    {
        _past = kernel.Time - 1;
        _padding = [0, kernel.Height / 2, kernel.Width / 2];
        _isNarrow = inDim < NarrowWidth;
        (_weight, _bias) = ConvolutionWeights.Create(
            [outDim, inDim, kernel.Time, kernel.Height, kernel.Width],
            device,
            dtype
        );
        RegisterComponents();
    }

    /// <summary>Where the weights are.</summary>
    public Device Device => _weight.device;

    /// <summary>The weights' type.</summary>
    public ScalarType DataType => _weight.dtype;

    /// <summary>Whether the layer sees earlier frames, and so keeps some in the cache.</summary>
    public bool LooksBack => _past > 0;

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        if (is_grad_enabled() && LooksBack && x.size(2) == 1 && cache.Find(this) is null)
            return OfFirstFrame(x, cache).MoveToOuterDisposeScope(); // (B, C', 1, H, W)
        var window = LooksBack ? WithPast(x, cache) : x; // (B, C, past+T, H, W)
        var y =
            _isNarrow || is_grad_enabled()
                ? OverPictures(window)
                : nn.functional.conv3d(window, _weight, _bias, padding: _padding);
        return y.MoveToOuterDisposeScope(); // (B, C', T, H, W)
    }

    private Tensor WithPast(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        var past = cache.Find(this) ?? ChannelsLast.Zeros(x, _past);
        var window = ChannelsLast.Join(past, x); // (B, C, past+T, H, W)
        cache.Keep(this, window.narrow(2, x.size(2), _past).clone());
        return window;
    }

    /// <summary>A clip's first frame without its past, which is zeros: a third of the sums and of their
    /// gradients.</summary>
    private Tensor OfFirstFrame(Tensor x, CausalCache cache) // (B, C, 1, H, W)
    {
        cache.Keep(this, ChannelsLast.Join(ChannelsLast.Zeros(x, _past - 1), x));
        var weight = _weight.select(2, _past); // (C', C, kh, kw)
        return nn.functional.conv2d(x.squeeze(2), weight, _bias, padding: _padding[1..]).unsqueeze(2);
    }

    private Tensor OverPictures(Tensor window) // (B, C, past+T, H, W)
    {
        var frames = window.permute(0, 2, 3, 4, 1); // (B, past+T, H, W, C)
        var (batch, count) = (frames.size(0), frames.size(1) - _past);
        var seen = Enumerable.Range(0, (int)_past + 1).Select(first => frames.narrow(1, first, count));
        var pictures = cat([.. seen], dim: 4).flatten(0, 1).permute(0, 3, 1, 2); // (B*T, (1+past)*C, H, W)
        var weight = _weight.transpose(1, 2).flatten(1, 2); // (C', (1+past)*C, kh, kw)
        return nn
            .functional.conv2d(pictures, weight, _bias, padding: _padding[1..]) // (B*T, C', H, W)
            .unflatten(0, [batch, count])
            .transpose(1, 2); // (B, C', T, H, W)
    }
}
