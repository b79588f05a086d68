using System.Text.Json;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Transformers;

/// <summary>The reference's small transformer: its configuration and its weights, with the adapter left out, beside or
/// merged.</summary>
internal static class GoldenTransformer
{
    private static readonly JsonElement Json = JsonDocument
        .Parse(File.ReadAllText(GoldenFolder.Of("dit", "config.json")))
        .RootElement;

    public static WanTransformerConfig Config { get; } =
        Json.GetProperty("dit").Deserialize<WanTransformerConfig>()! with
        {
            AudioInputDim = Json.GetProperty("audio_input_dim").GetInt32(),
        };

    public static LoraConfig Lora { get; } = Json.GetProperty("lora").Deserialize<LoraConfig>()!;

    /// <summary>The base model, loaded strictly.</summary>
    public static WanTransformer Base(ScalarType dtype = ScalarType.Float32)
    {
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("dit", "weights.safetensors"));
        var transformer = new WanTransformer(Config, dtype: dtype);
        StrictLoader.Load(transformer, weights);
        return transformer;
    }

    /// <summary>The model with its adapter computed beside it: every name of the injected model has a tensor.</summary>
    public static WanTransformer WithLora(ScalarType dtype = ScalarType.Float32)
    {
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("dit", "weights.safetensors"));
        using var pairs = SafetensorsFile.Open(GoldenFolder.Of("dit", "lora.safetensors"));
        var transformer = new WanTransformer(Config, Lora, dtype: dtype);
        using var frozen = no_grad();
        foreach (var (name, parameter) in transformer.named_parameters())
        {
            var source = pairs.Tensors.ContainsKey(name) ? pairs : weights;
            source.CopyTo(name.Replace(".base_layer", ""), parameter);
        }
        return transformer;
    }

    /// <summary>The model with W + alpha/r B A in place of every adapted W.</summary>
    public static WanTransformer Merged()
    {
        using var pairs = SafetensorsFile.Open(GoldenFolder.Of("dit", "lora.safetensors"));
        var transformer = Base();
        using var frozen = no_grad();
        foreach (var (name, parameter) in transformer.named_parameters())
        {
            var module = name[..name.LastIndexOf('.')];
            if (
                !name.EndsWith(".weight", StringComparison.Ordinal)
                || !pairs.Tensors.ContainsKey($"{module}.lora_A.default.weight")
            )
                continue;
            using var down = pairs.Read($"{module}.lora_A.default.weight");
            using var up = pairs.Read($"{module}.lora_B.default.weight");
            parameter.add_(up.matmul(down), alpha: Lora.Scale);
        }
        return transformer;
    }
}
