using System.Text.Json;
using System.Text.Json.Nodes;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;

namespace OmniAvatar.Diffusion.Models.Creation;

/// <summary>The small files of a model folder: configurations as the authors publish them, the tokenizer, our settings,
/// and a word to the reader.</summary>
internal static class FolderDocuments
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes them all.</summary>
    public static void Write(string folder, ModelPreset preset)
    {
        WriteConfigurations(folder, preset);
        WriteTokenizer(Path.Combine(WanFolder(folder, preset), "google", "umt5-xxl"), preset);
        WriteText(Path.Combine(folder, "README.md"), Readme(preset));
        new ModelSettings
        {
            Description = $"Random weights, preset {preset.Name}: a render is noise.",
            HasRandomWeights = true,
            Defaults = preset.Defaults,
        }.Write(folder);
    }

    /// <summary>Writes the networks' configurations.</summary>
    public static void WriteConfigurations(string folder, ModelPreset preset)
    {
        WriteTransformer(folder, preset);
        WriteJson(Path.Combine(folder, $"OmniAvatar-{preset.FolderSuffix}", "config.json"), Adapter(preset));
        WriteAudioEncoder(Path.Combine(folder, "wav2vec2-base-960h"), preset.AudioEncoder);
    }

    /// <summary>Writes the transformer's configuration.</summary>
    public static void WriteTransformer(string folder, ModelPreset preset) =>
        WriteJson(Path.Combine(WanFolder(folder, preset), "config.json"), Transformer(preset));

    private static string WanFolder(string folder, ModelPreset preset) =>
        Path.Combine(folder, $"Wan2.1-T2V-{preset.FolderSuffix}");

    /// <summary>The two small files beside an audio encoder's weights.</summary>
    public static void WriteAudioEncoder(string folder, Wav2Vec2Config config)
    {
        WriteJson(Path.Combine(folder, "config.json"), AudioEncoder(config));
        WriteJson(Path.Combine(folder, "preprocessor_config.json"), Preprocessor());
    }

    private static JsonObject Transformer(ModelPreset preset) =>
        new()
        {
            ["_class_name"] = "WanModel",
            ["model_type"] = "t2v",
            ["dim"] = preset.Transformer.Dim,
            ["eps"] = preset.Transformer.Epsilon,
            ["ffn_dim"] = preset.Transformer.FeedForwardDim,
            ["freq_dim"] = preset.Transformer.FrequencyDim,
            ["in_dim"] = preset.Transformer.OutChannels,
            ["num_heads"] = preset.Transformer.Heads,
            ["num_layers"] = preset.Transformer.Layers,
            ["out_dim"] = preset.Transformer.OutChannels,
            ["text_len"] = preset.Defaults.TextLength,
        };

    private static JsonObject Adapter(ModelPreset preset) =>
        new()
        {
            ["train_architecture"] = "lora",
            ["lora_rank"] = preset.Adapter.Rank,
            ["lora_alpha"] = preset.Adapter.Alpha,
            ["lora_target_modules"] = string.Join(',', preset.Adapter.TargetModules),
            ["use_audio"] = true,
        };

    private static JsonObject AudioEncoder(Wav2Vec2Config config) =>
        new()
        {
            ["model_type"] = "wav2vec2",
            ["hidden_size"] = config.Width,
            ["num_hidden_layers"] = config.LayerCount,
            ["num_attention_heads"] = config.HeadCount,
            ["intermediate_size"] = config.FeedForwardWidth,
            ["conv_dim"] = Numbers(config.ConvolutionWidths),
            ["conv_kernel"] = Numbers(config.ConvolutionKernels),
            ["conv_stride"] = Numbers(config.ConvolutionStrides),
            ["conv_bias"] = false,
            ["feat_extract_norm"] = "group",
            ["feat_extract_activation"] = "gelu",
            ["hidden_act"] = "gelu",
            ["do_stable_layer_norm"] = false,
            ["num_conv_pos_embeddings"] = config.PositionKernel,
            ["num_conv_pos_embedding_groups"] = config.PositionGroups,
            ["layer_norm_eps"] = config.Epsilon,
        };

    private static JsonObject Preprocessor() =>
        new()
        {
            ["do_normalize"] = true,
            ["feature_size"] = 1,
            ["padding_value"] = 0.0,
            ["sampling_rate"] = 16000,
        };

    private static JsonArray Numbers(IEnumerable<int> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static void WriteTokenizer(string folder, ModelPreset preset)
    {
        Directory.CreateDirectory(folder);
        if (preset.Vocabulary is not null)
            File.WriteAllBytes(Path.Combine(folder, "spiece.model"), SentencePieceWriter.Write(preset.Vocabulary));
        else
            WriteText(
                Path.Combine(folder, "README.md"),
                """
                umT5's tokenizer belongs here: `spiece.model` or `tokenizer.json` from google/umt5-xxl, as it comes with Wan2.1. It was trained on
                text and cannot be made up, so it has to be downloaded; without it the model cannot read prompts.

                """
            );
    }

    private static string Readme(ModelPreset preset) =>
        $"""
            # A model with random weights (preset {preset.Name})

            The folders, files, tensor names and shapes are those that the authors of OmniAvatar publish; the numbers in them are random.
            It shows that everything works, and how fast. What it renders is noise.

            """;

    private static void WriteJson(string path, JsonObject json) => WriteText(path, json.ToJsonString(Indented) + "\n");

    private static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
