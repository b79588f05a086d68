using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Layers;

/// <summary>
/// y = x W^T + b over the last dimension. Unlike <see cref="nn.Linear(long, long, bool, Device, ScalarType?)"/> it
/// leaves its memory untouched until weights are loaded: billions of parameters are neither drawn at random nor made
/// resident in vain.
/// </summary>
public sealed class LinearLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (out, in)

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias; // (out)

    /// <summary>Makes the layer for <paramref name="inputs"/> features in and <paramref name="outputs"/> out.</summary>
    public LinearLayer(long inputs, long outputs, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LinearLayer))
    {
        Inputs = inputs;
        Outputs = outputs;
        _weight = nn.Parameter(empty(outputs, inputs, dtype, device));
        _bias = hasBias ? nn.Parameter(empty(outputs, dtype, device)) : null;
        RegisterComponents();
    }

    /// <summary>Features in.</summary>
    public long Inputs { get; }

    /// <summary>Features out.</summary>
    public long Outputs { get; }

    /// <inheritdoc />
    public override Tensor forward(
        Tensor x
    ) // (..., in)
        => nn.functional.linear(x, _weight, _bias); // (..., out)
}
