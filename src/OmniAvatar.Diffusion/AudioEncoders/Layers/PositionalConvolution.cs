using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>
/// Relative positions as one wide grouped convolution (Baevski et al., "wav2vec 2.0", section 2): GELU(conv(x)), as
/// many rows out as in. Its weight is stored as a direction and one length per tap (weight normalisation).
/// </summary>
internal sealed class PositionalConvolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly WeightNormedKernel _kernel;

    public PositionalConvolution(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(PositionalConvolution))
    {
        _kernel = new WeightNormedKernel(config, device, dtype);
        RegisterComponents();
    }

    /// <param name="x">(B, R, C).</param>
    /// <returns>(B, R, C).</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var rows = x.shape[1];
        var convolved = _kernel.forward(x.transpose(1, 2)); // (B, C, R) or one longer for an even kernel
        return convolved.narrow(2, 0, rows).gelu().transpose(1, 2).MoveToOuterDisposeScope();
    }

    private sealed class WeightNormedKernel : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "bias")]
        private readonly Parameter _bias; // (C)

        [ComponentName(Name = "weight_g")]
        private readonly Parameter _length; // (1, 1, kernel)

        [ComponentName(Name = "weight_v")]
        private readonly Parameter _direction; // (C, C / groups, kernel)

        private readonly long _groups;

        public WeightNormedKernel(Wav2Vec2Config config, Device? device, ScalarType dtype)
            : base(nameof(WeightNormedKernel))
        {
            _groups = config.PositionGroups;
            _bias = nn.Parameter(zeros([config.Width], dtype, device));
            _length = nn.Parameter(ones([1, 1, config.PositionKernel], dtype, device));
            _direction = nn.Parameter(
                empty([config.Width, config.Width / config.PositionGroups, config.PositionKernel], dtype, device)
            );
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var norm = _direction.square().sum([0, 1], keepdim: true).sqrt_(); // (1, 1, kernel)
            var weight = _direction.mul(_length.div(norm)); // (C, C / groups, kernel)
            var padding = weight.shape[2] / 2;
            return nn.functional.conv1d(x, weight, _bias, padding: padding, groups: _groups).MoveToOuterDisposeScope();
        }
    }
}
