using OmniAvatar.Diffusion.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Adapters;

/// <summary>Makes the transformer's layers in one place and type, with or without an adapter beside them.</summary>
internal sealed record LayerFactory(LoraConfig? Lora, Device? Device, ScalarType? DataType)
{
    /// <summary>A layer that adapters leave alone.</summary>
    public LinearLayer Linear(long inputs, long outputs) => new(inputs, outputs, hasBias: true, Device, DataType);

    /// <summary>A layer that carries the adapter if it is a target by its name.</summary>
    public nn.Module<Tensor, Tensor> Adaptable(string name, long inputs, long outputs) =>
        Lora is not null && Lora.TargetModules.Contains(name)
            ? new LoraLinear(Lora, inputs, outputs, Device, DataType)
            : Linear(inputs, outputs);

    /// <summary>Memory for weights that are loaded later.</summary>
    public Parameter Parameter(params long[] shape) => nn.Parameter(empty(shape, DataType, Device));
}
