using System.Text.Json;
using System.Text.Json.Nodes;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Tests;

/// <summary>
/// Puts networks of other sizes, with random weights and cases of other names, in place of a golden folder's own. What
/// they compute is taken for the truth: whether it is right is proved on the reference's own results, here only that
/// nothing is tied to those.
/// </summary>
internal sealed partial class OtherSizes(GoldenCopy copy)
{
    /// <summary>The areas that are replaced.</summary>
    public static IReadOnlyList<string> Areas { get; } = ["dit", "vae", "wav2vec", "t5"];

    public void Write()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        manual_seed(20);
        foreach (var area in Areas)
            Empty(area, area == "t5" ? ["prompt_cleaning.json"] : []);
        WriteTransformer();
        WriteAutoencoder();
        WriteAudioEncoder();
        WriteTextEncoder();
    }

    private void WriteAutoencoder()
    {
        Json(
            "vae/config.json",
            new JsonObject
            {
                ["base_dim"] = 6,
                ["z_dim"] = 5,
                ["dim_mult"] = new JsonArray(1, 3, 2),
                ["num_res_blocks"] = 1,
                ["temporal_downsample"] = new JsonArray(true, false),
                ["tile_size_latent"] = new JsonArray(4, 2),
                ["tile_stride_latent"] = new JsonArray(3, 2),
                ["mean"] = new JsonArray(0.1, -0.2, 0, 0.4, 0.5),
                ["std"] = new JsonArray(1, 2, 1.5, 0.5, 1),
            }
        );
        var sizes = JsonSerializer.Deserialize<VideoAutoencoderConfig>(
            File.ReadAllText(copy.PathOf("vae/config.json")),
            new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }
        )!;
        Tensors("vae/weights", Random(new VideoAutoencoder(sizes)).ToDictionary(w => $"model.{w.Key}", w => w.Value));

        using var models = new GoldenModels(new GoldenFiles(copy.Root));
        var (model, tiles) = (models.Autoencoder(), new Tiling(4, 2, 3, 2));
        var (video, latents) = (rand([1, 3, 5, 28, 16]).mul(2).sub(1), randn([1, 5, 3, 7, 4]));
        Tensors("vae/encode_long", new() { ["input.video"] = video, ["output.latents"] = model.Encode(video) });
        Tensors(
            "vae/encode_tiled_long",
            new() { ["input.video"] = video, ["output.latents"] = model.Encode(video, tiles) }
        );
        Tensors("vae/decode_long", new() { ["input.latents"] = latents, ["output.video"] = model.Decode(latents) });
        Tensors(
            "vae/decode_tiled_long",
            new()
            {
                ["input.latents"] = latents,
                ["output.video"] = model.Decode(latents, tiles),
                ["output.video_untiled"] = model.Decode(latents),
            }
        );
        var (encoding, decoding) = (new RecordingObserver(), new RecordingObserver());
        var encoded = model.Encode(video, observer: encoding);
        Tensors("vae/encode_taps", new(Seen(encoding)) { ["input.video"] = video, ["output.latents"] = encoded });
        var decoded = model.Decode(latents, observer: decoding);
        Tensors("vae/decode_taps", new(Seen(decoding)) { ["input.latents"] = latents, ["output.video"] = decoded });
    }

    private void WriteAudioEncoder()
    {
        Json(
            "wav2vec/config.json",
            new JsonObject
            {
                ["hidden_size"] = 12,
                ["num_hidden_layers"] = 3,
                ["num_attention_heads"] = 2,
                ["intermediate_size"] = 20,
                ["conv_dim"] = new JsonArray(6, 8, 10),
                ["conv_kernel"] = new JsonArray(10, 8, 5),
                ["conv_stride"] = new JsonArray(10, 8, 4),
                ["num_conv_pos_embeddings"] = 7,
                ["num_conv_pos_embedding_groups"] = 3,
                ["audio_embedding_dim"] = 60,
                ["sample_rate"] = 16000,
                ["fps"] = 25,
                ["cases"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "short",
                        ["samples"] = 5000,
                        ["audio_len_frames"] = 8,
                        ["seq_len"] = 11,
                        ["padded_samples"] = 7040,
                    }
                ),
            }
        );
        using var json = JsonDocument.Parse(File.ReadAllText(copy.PathOf("wav2vec/config.json")));
        Tensors("wav2vec/weights", Random(new Wav2Vec2Encoder(Wav2Vec2Config.FromJson(json.RootElement))));

        using var models = new GoldenModels(new GoldenFiles(copy.Root));
        var (audio, observer) = (randn([5000]), new RecordingObserver());
        var padded = Waveform.PadToRows(Waveform.Normalise(audio), 11).unsqueeze(0);
        var embeddings = models.AudioEncoder().Encode(padded, 11, observer);
        Tensors(
            "wav2vec/case_short",
            new(Seen(observer, "tap."))
            {
                ["input.audio"] = audio,
                ["input.input_values_padded"] = padded,
                ["output.audio_embeddings"] = embeddings,
                ["output.last_hidden_state"] = embeddings.narrow(-1, 0, 12).contiguous(),
            }
        );
        Tensors(
            "wav2vec/normalise_edge",
            new() { ["input.ramp"] = arange(100f), ["output.ramp"] = Waveform.Normalise(arange(100f)) }
        );
    }

    private void WriteTextEncoder()
    {
        Json(
            "t5/config.json",
            new JsonObject
            {
                ["vocab"] = 57,
                ["dim"] = 20,
                ["dim_attn"] = 18,
                ["dim_ffn"] = 30,
                ["num_heads"] = 3,
                ["num_layers"] = 2,
                ["num_buckets"] = 18,
                ["shared_pos"] = false,
                ["max_dist"] = 40,
                ["eps"] = 1e-5,
                ["cases"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "only",
                        ["L"] = 70,
                        ["valid"] = 70,
                    }
                ),
            }
        );
        using var json = JsonDocument.Parse(File.ReadAllText(copy.PathOf("t5/config.json")));
        var sizes = TextEncoderConfig.FromJson(json.RootElement);
        Tensors("t5/weights", Random(new TextEncoder(sizes)));

        using var models = new GoldenModels(new GoldenFiles(copy.Root));
        var (ids, mask) = (randint(0, 57, [1, 70], dtype: ScalarType.Int64), ones([1, 70], ScalarType.Int64));
        Tensors(
            "t5/case_only",
            new()
            {
                ["input.ids"] = ids,
                ["input.mask"] = mask,
                ["output.text_encoder_raw"] = models.TextEncoder().forward(ids, mask),
                ["output.prompt_emb"] = models.TextEncoder().EncodePrompts(ids, mask),
            }
        );
        var distances = arange(-50, 51, dtype: ScalarType.Int64);
        Tensors(
            "t5/relative_position_buckets",
            new() { ["input.rel_pos"] = distances, ["output.bucket"] = RelativePositionBias.Buckets(distances, sizes) }
        );
    }

    /// <summary>Every weight anew: directions small, scales near one.</summary>
    private static Dictionary<string, Tensor> Random(nn.Module model) =>
        model.state_dict().ToDictionary(w => w.Key, w => randn(w.Value.shape).mul(0.2).add(IsScale(w.Key) ? 1 : 0));

    private static bool IsScale(string key) =>
        key.EndsWith("gamma", StringComparison.Ordinal) || key.EndsWith("weight_g", StringComparison.Ordinal);

    private static Dictionary<string, Tensor> Seen(RecordingObserver observer, string prefix = "") =>
        observer.Values.ToDictionary(seen => prefix + seen.Key, seen => seen.Value);

    private Dictionary<string, Tensor> Read(string name)
    {
        using var file = SafetensorsFile.Open(copy.PathOf($"{name}.safetensors"));
        return file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key));
    }

    private void Tensors(string name, Dictionary<string, Tensor> tensors) =>
        SafetensorsWriter.Write(
            copy.PathOf($"{name}.safetensors"),
            tensors.ToDictionary(t => t.Key, t => t.Value.contiguous())
        );

    private void Json(string name, JsonObject json) => File.WriteAllText(copy.PathOf(name), json.ToJsonString());

    private void Empty(string area, string[] kept)
    {
        foreach (
            var file in Directory
                .EnumerateFiles(copy.PathOf(area))
                .Where(file => !kept.Contains(Path.GetFileName(file)))
        )
            File.Delete(file);
    }
}
