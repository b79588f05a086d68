using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Adapters;

/// <summary>A linear layer with a low-rank pair computed beside it, under peft's names: y = W x + b + scale B (A
/// x).</summary>
public sealed class LoraLinear : nn.Module<Tensor, Tensor>
{
    private readonly double _scale;

    [ComponentName(Name = "base_layer")]
    private readonly LinearLayer _base;

    [ComponentName(Name = "lora_A")]
    private readonly Factor _down;

    [ComponentName(Name = "lora_B")]
    private readonly Factor _up;

    /// <summary>Wraps a layer of <paramref name="inputs"/> to <paramref name="outputs"/> features.</summary>
    public LoraLinear(LoraConfig lora, long inputs, long outputs, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LoraLinear))
    {
        _scale = lora.Scale;
        _base = new LinearLayer(inputs, outputs, hasBias: true, device, dtype);
        _down = new Factor(inputs, lora.Rank, device, dtype);
        _up = new Factor(lora.Rank, outputs, device, dtype);
        RegisterComponents();
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor x) // (..., in)
    {
        using var low = _down.call(x); // (..., r)
        using var update = _up.call(low); // (..., out)
        using var plain = _base.call(x); // (..., out)
        return plain.add(update, alpha: _scale);
    }

    /// <summary>One factor of the pair; "default" is peft's name of an adapter that was given none.</summary>
    private sealed class Factor : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "default")]
        private readonly LinearLayer _weights;

        public Factor(long inputs, long outputs, Device? device, ScalarType? dtype)
            : base(nameof(Factor))
        {
            _weights = new LinearLayer(inputs, outputs, hasBias: false, device, dtype);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _weights.call(x);
    }
}
