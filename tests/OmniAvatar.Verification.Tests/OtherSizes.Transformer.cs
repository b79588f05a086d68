using System.Text.Json;
using System.Text.Json.Nodes;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Verification.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Tests;

/// <summary>The transformer with an odd number of layers and heads, alone, with its adapter, and both in
/// bfloat16.</summary>
internal sealed partial class OtherSizes
{
    private static readonly JsonObject Adapter = new()
    {
        ["r"] = 3,
        ["lora_alpha"] = 6,
        ["target_modules"] = new JsonArray("q", "k", "v", "o", "ffn.0", "ffn.2"),
    };
    private static readonly (
        string Name,
        long Frames,
        long Height,
        long Width,
        long Words,
        double Timestep
    )[] Forwards = [("wide", 2, 2, 10, 7, 812.5), ("single", 1, 4, 4, 3, 12)];

    private void WriteTransformer()
    {
        var sizes = WriteTransformerConfig();
        var (plain, injected) = (
            new WanTransformer(sizes),
            new WanTransformer(sizes, Adapter.Deserialize<LoraConfig>())
        );
        var (weights, all) = (Random(plain), Random(injected));
        var pairs = all.Where(w => w.Key.Contains(".lora_", StringComparison.Ordinal)).ToDictionary();
        string[] retrained = ["audio_proj.", "audio_cond_projs.", "patch_embedding."];
        Tensors("dit/weights", weights);
        Tensors("dit/lora", pairs);
        Tensors(
            "dit/adapter_checkpoint",
            weights
                .Where(w => retrained.Any(prefix => w.Key.StartsWith(prefix, StringComparison.Ordinal)))
                .Concat(pairs)
                .ToDictionary()
        );
        Json(
            "dit/lora_state_dict_names.json",
            new JsonObject
            {
                ["all_names_of_the_injected_model"] = new JsonObject(
                    all.Select(w =>
                        KeyValuePair.Create(
                            w.Key,
                            (JsonNode?)new JsonArray([.. w.Value.shape.Select(size => (JsonNode)size)])
                        )
                    )
                ),
            }
        );
        WriteForwards(sizes);
    }

    private WanTransformerConfig WriteTransformerConfig()
    {
        var config = new JsonObject
        {
            ["dim"] = 36,
            ["in_dim"] = 33,
            ["ffn_dim"] = 40,
            ["out_dim"] = 16,
            ["text_dim"] = 20,
            ["freq_dim"] = 18,
            ["eps"] = 1e-5,
            ["patch_size"] = new JsonArray(1, 2, 2),
            ["num_heads"] = 3,
            ["num_layers"] = 7,
            ["has_image_input"] = false,
            ["audio_hidden_size"] = 8,
        };
        var cases = Forwards.Select(c =>
            (JsonNode)
                new JsonObject
                {
                    ["name"] = c.Name,
                    ["T"] = c.Frames,
                    ["h"] = c.Height,
                    ["w"] = c.Width,
                    ["ts"] = c.Timestep,
                    ["L"] = c.Words,
                    ["B"] = 1,
                }
        );
        Json(
            "dit/config.json",
            new JsonObject
            {
                ["dit"] = config,
                ["audio_input_dim"] = 60,
                ["lora"] = Adapter.DeepClone(),
                ["cases"] = new JsonArray([.. cases]),
            }
        );
        return config.Deserialize<WanTransformerConfig>()! with { AudioInputDim = 60 };
    }

    private void WriteForwards(WanTransformerConfig sizes)
    {
        using var models = new GoldenModels(new GoldenFiles(copy.Root));
        foreach (var (name, frames, height, width, words, timestep) in Forwards)
        {
            var inputs = new Dictionary<string, Tensor>
            {
                ["input.latents"] = randn([1, 16, frames, height, width]),
                ["input.y"] = randn([1, 17, frames, height, width]),
                ["input.timestep"] = tensor([(float)timestep]),
                ["input.context"] = randn([1, words, sizes.TextDim]),
                ["input.audio_emb"] = randn([1, 4 * frames - 3, sizes.AudioInputDim]),
            };
            Tensors($"dit/base_{name}", Forward(models.Transformer(false), inputs));
            Tensors($"dit/lora_{name}", Forward(models.Transformer(true), inputs));
        }
        // One case in bfloat16 too, and not the first.
        foreach (var kind in new[] { "base", "lora" })
        {
            var rounded = Read($"dit/base_{Forwards[1].Name}")
                .Where(t => t.Key.StartsWith("input.", StringComparison.Ordinal))
                .ToDictionary(t => t.Key, t => t.Value.to(ScalarType.BFloat16).to(ScalarType.Float32));
            using var model = models.LoadTransformer(kind == "lora", ScalarType.BFloat16);
            rounded["output_bf16_compute"] = Forward(model, rounded)["output"].to(ScalarType.Float32);
            model.to(ScalarType.Float32);
            rounded["output_float32_compute_rounded_weights_and_inputs"] = Forward(model, rounded)["output"];
            Tensors($"dit/bf16_{kind}_{Forwards[1].Name}", rounded);
        }
    }

    private static Dictionary<string, Tensor> Forward(WanTransformer model, Dictionary<string, Tensor> inputs)
    {
        var observer = new RecordingObserver();
        var text = model.EncodeText(inputs["input.context"], observer);
        var audio = model.EncodeAudio(inputs["input.audio_emb"], observer);
        var output = model.Forward(
            inputs["input.latents"],
            inputs["input.y"],
            inputs["input.timestep"],
            text,
            audio,
            new ForwardContext { Observer = observer }
        );
        return new Dictionary<string, Tensor>(inputs.Concat(Seen(observer, "tap."))) { ["output"] = output };
    }
}
