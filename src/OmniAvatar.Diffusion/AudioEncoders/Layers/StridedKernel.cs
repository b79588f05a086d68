using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>A strided 1-D convolution over (batch, time, channels) without padding or bias; its weight has the
/// weight file's own layout.</summary>
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
        var patches = is_grad_enabled()
            ? CopiedPatches(x, frames)
            : OverlappingPatches(x.contiguous(), batch, time, frames);
        var taps = _weight.permute(0, 2, 1).reshape(_outputs, _kernel * _inputs); // (outputs, kernel·inputs)
        return nn.functional.linear(patches, taps).MoveToOuterDisposeScope(); // (B, T', outputs)
    }

    /// <summary>Overlapping rows: frame f is the kernel x inputs values from time step f x stride on.</summary>
    private Tensor OverlappingPatches(Tensor dense, long batch, long time, long frames) =>
        dense.as_strided(
            [batch, frames, _kernel * _inputs],
            [time * _inputs, _stride * _inputs, 1],
            dense.storage_offset()
        ); // (B, T', kernel·inputs)

    /// <summary>The same values side by side: the gradient of memory that overlaps would be added up value by
    /// value.</summary>
    private Tensor CopiedPatches(Tensor x, long frames) =>
        // (B, T', kernel·inputs)
        cat([.. Range(_kernel).Select(tap => x.slice(1, tap, tap + (frames - 1) * _stride + 1, _stride))], dim: 2);

    private static IEnumerable<long> Range(long count)
    {
        for (long i = 0; i < count; i++)
            yield return i;
    }
}
