using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>A strided 1-D convolution over (batch, time, channels) without padding or bias; its weight has the checkpoint's own layout.</summary>
internal sealed class StridedKernel : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (outputs, inputs, kernel)

    private readonly long _inputs;
    private readonly long _outputs;
    private readonly long _kernel;
    private readonly long _stride;

    public StridedKernel(int inputs, int outputs, int kernel, int stride, Device? device, ScalarType dtype)
        : base(nameof(StridedKernel))
    {
        (_inputs, _outputs, _kernel, _stride) = (inputs, outputs, kernel, stride);
        _weight = nn.Parameter(empty([outputs, inputs, kernel], dtype, device));
        RegisterComponents();
    }

    public Tensor Weight => _weight;

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (batch, time) = (x.shape[0], x.shape[1]);
        var frames = (time - _kernel) / _stride + 1;
        // Overlapping rows: frame f is the kernel x inputs values from time step f x stride on.
        var dense = x.contiguous();
        var patches = dense.as_strided(
            [batch, frames, _kernel * _inputs],
            [time * _inputs, _stride * _inputs, 1],
            dense.storage_offset());                                                // (B, T', kernel·inputs)
        var taps = _weight.permute(0, 2, 1).reshape(_outputs, _kernel * _inputs);   // (outputs, kernel·inputs)
        return nn.functional.linear(patches, taps).MoveToOuterDisposeScope();       // (B, T', outputs)
    }
}
