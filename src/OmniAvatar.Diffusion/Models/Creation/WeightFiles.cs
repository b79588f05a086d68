using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models.Creation;

/// <summary>
/// The weight files of a preset under the released names. Keys and shapes are the networks' own, read off networks on
/// the meta device, so they cannot drift from what loads them.
/// </summary>
public static class WeightFiles
{
    /// <summary>Latent channels that enter Wan2.1 before OmniAvatar widens its patch embedding.</summary>
    private const long BaseChannels = 16;

    /// <summary>Letters that the speech recognition head on top of wav2vec2 tells apart.</summary>
    private const long Letters = 32;

    private static readonly string[] OwnOfAdapter = ["audio_proj.", "audio_cond_projs.", "patch_embedding."];

    /// <summary>All weight files of a preset.</summary>
    public static IReadOnlyList<WeightFile> Of(ModelPreset preset)
    {
        var wan = $"Wan2.1-T2V-{preset.FolderSuffix}";
        return
        [
            .. Shards(wan, preset),
            new($"OmniAvatar-{preset.FolderSuffix}/pytorch_model.pt", Adapter(preset)),
            new($"{wan}/Wan2.1_VAE.pth", Autoencoder(preset)),
            new($"{wan}/models_t5_umt5-xxl-enc-bf16.pth", TextEncoder(preset)),
            new("wav2vec2-base-960h/model.safetensors", AudioEncoder(preset)),
        ];
    }

    /// <summary>Wan2.1's transformer without OmniAvatar: no audio modules, and 16 channels in.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorInfo>> Transformer(ModelPreset preset)
    {
        using var network = new WanTransformer(preset.Transformer, lora: null, META);
        return Describe(network, preset.TransformerType)
            .Where(pair => !pair.Key.StartsWith("audio_", StringComparison.Ordinal))
            .Select(pair => pair.Key == "patch_embedding.weight" ? WithBaseChannels(pair) : pair)
            .ToList();
    }

    /// <summary>OmniAvatar's adapter: low-rank pairs, audio modules and the wider patch embedding.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorInfo>> Adapter(ModelPreset preset)
    {
        using var network = new WanTransformer(preset.Transformer, preset.Adapter, META);
        return Describe(network, ScalarType.BFloat16)
            .Where(pair =>
                pair.Key.Contains(".lora_", StringComparison.Ordinal)
                || OwnOfAdapter.Any(own => pair.Key.StartsWith(own, StringComparison.Ordinal))
            )
            .ToList();
    }

    /// <summary>The video autoencoder.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorInfo>> Autoencoder(ModelPreset preset)
    {
        using var network = new VideoAutoencoder(preset.Autoencoder, META);
        return Describe(network, ScalarType.Float32);
    }

    /// <summary>The text encoder.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorInfo>> TextEncoder(ModelPreset preset)
    {
        using var network = new TextEncoder(preset.TextEncoder, META);
        return Describe(network, ScalarType.BFloat16);
    }

    /// <summary>The audio encoder as its fine-tuned form is published: behind a prefix, with the recognition head that
    /// rendering leaves alone.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorInfo>> AudioEncoder(ModelPreset preset)
    {
        using var network = new Wav2Vec2Encoder(preset.AudioEncoder, META);
        return
        [
            .. Describe(network, ScalarType.Float32)
                .Select(pair => KeyValuePair.Create($"wav2vec2.{pair.Key}", pair.Value)),
            KeyValuePair.Create(
                "lm_head.weight",
                new TensorInfo(ScalarType.Float32, [Letters, preset.AudioEncoder.Width])
            ),
            KeyValuePair.Create("lm_head.bias", new TensorInfo(ScalarType.Float32, [Letters])),
        ];
    }

    private static List<KeyValuePair<string, TensorInfo>> Describe(nn.Module network, ScalarType type) =>
        network
            .state_dict()
            .Select(pair => KeyValuePair.Create(pair.Key, new TensorInfo(type, pair.Value.shape)))
            .ToList();

    private static KeyValuePair<string, TensorInfo> WithBaseChannels(KeyValuePair<string, TensorInfo> pair)
    {
        var shape = pair.Value.Shape.ToArray();
        shape[1] = BaseChannels;
        return KeyValuePair.Create(pair.Key, new TensorInfo(pair.Value.DataType, shape));
    }

    private static IEnumerable<WeightFile> Shards(string folder, ModelPreset preset)
    {
        const string stem = "diffusion_pytorch_model";
        var tensors = Transformer(preset);
        if (preset.TransformerShards == 1)
            return [new($"{folder}/{stem}.safetensors", tensors)];
        var total = tensors.Sum(pair => pair.Value.ByteCount);
        var shards = Enumerable
            .Range(0, preset.TransformerShards)
            .Select(_ => new List<KeyValuePair<string, TensorInfo>>())
            .ToList();
        long before = 0;
        foreach (var pair in tensors)
        {
            shards[(int)(before * shards.Count / total)].Add(pair);
            before += pair.Value.ByteCount;
        }
        return shards.Select(
            (shard, i) => new WeightFile($"{folder}/{stem}-{i + 1:D5}-of-{shards.Count:D5}.safetensors", shard)
        );
    }
}
