using System.Text.Json;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification;

/// <summary>The folder's networks, each built from its own configuration and loaded strictly when a case first asks for
/// it.</summary>
public sealed class GoldenModels(GoldenFiles files) : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly Dictionary<string, nn.Module> _loaded = new(StringComparer.Ordinal);

    /// <summary>The configuration of the diffusion transformer.</summary>
    public WanTransformerConfig TransformerConfig =>
        Deserialise<WanTransformerConfig>("dit", "dit") with
        {
            AudioInputDim = Config("dit")["audio_input_dim"].Integer(),
        };

    /// <summary>The configuration of its adapter.</summary>
    public LoraConfig Adapter => Deserialise<LoraConfig>("dit", "lora");

    /// <summary>The diffusion transformer in float32, alone or with the adapter's pairs computed beside it.</summary>
    public WanTransformer Transformer(bool adapted) =>
        Load($"dit {adapted}", () => LoadTransformer(adapted, ScalarType.Float32));

    /// <summary>The diffusion transformer with the adapter merged into its weights, as a render loads it.</summary>
    public WanTransformer MergedTransformer() =>
        Load(
            "dit merged",
            () =>
            {
                var adapter = new LoraAdapter(
                    Open("dit/adapter_checkpoint.safetensors"),
                    new ReleasedAdapterConfig(Adapter.Rank, Adapter.Alpha)
                );
                using var merged = new AdaptedTensors(Open("dit/weights.safetensors"), adapter);
                return Fill(new WanTransformer(TransformerConfig, device: META), merged, new LoadOptions());
            }
        );

    /// <summary>The diffusion transformer in another type, for the caller to dispose.</summary>
    public WanTransformer LoadTransformer(bool adapted, ScalarType type)
    {
        using var weights = Open("dit/weights.safetensors");
        using var pairs = adapted ? Open("dit/lora.safetensors") : null;
        using var injected = pairs is null ? null : new InjectedTensors(weights, pairs);
        var model = new WanTransformer(TransformerConfig, adapted ? Adapter : null, META);
        return Fill(model, (ITensorSource?)injected ?? weights, new LoadOptions { DataType = type });
    }

    /// <summary>The video autoencoder.</summary>
    public VideoAutoencoder Autoencoder() =>
        Load(
            "vae",
            () =>
            {
                using var weights = Open("vae/weights.safetensors");
                return Fill(
                    new VideoAutoencoder(AutoencoderConfig, META),
                    weights,
                    new LoadOptions { Prefix = "model." }
                );
            }
        );

    /// <summary>The audio encoder.</summary>
    public Wav2Vec2Encoder AudioEncoder() =>
        Load(
            "wav2vec",
            () =>
            {
                using var weights = Open("wav2vec/weights.safetensors");
                var model = new Wav2Vec2Encoder(Wav2Vec2Config.FromJson(Config("wav2vec").Taken()), META);
                return Fill(model, weights, new LoadOptions { Ignored = Wav2Vec2Encoder.UnusedKeys });
            }
        );

    /// <summary>The text encoder.</summary>
    public TextEncoder TextEncoder() =>
        Load(
            "t5",
            () =>
            {
                using var weights = Open("t5/weights.safetensors");
                return Fill(
                    new TextEncoder(TextEncoderConfig.FromJson(Config("t5").Taken()), META),
                    weights,
                    new LoadOptions()
                );
            }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _loaded.Values)
            model.Dispose();
    }

    private VideoAutoencoderConfig AutoencoderConfig => Deserialise<VideoAutoencoderConfig>("vae", null, SnakeCase);

    private GoldenJson Config(string area) => GoldenJson.Read(files, $"{area}/config.json");

    private T Deserialise<T>(string area, string? field, JsonSerializerOptions? options = null)
    {
        var config = Config(area);
        try
        {
            return (field is null ? config : config[field]).Taken().Deserialize<T>(options)
                ?? throw new BadInputException($"The configuration {area}/config.json is empty.");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"The configuration {area}/config.json does not describe its model.", e);
        }
    }

    private SafetensorsFile Open(string name) => SafetensorsFile.Open(files.PathOf(name));

    private T Load<T>(string name, Func<T> load)
        where T : nn.Module
    {
        if (!_loaded.TryGetValue(name, out var model))
            _loaded[name] = model = load();
        return (T)model;
    }

    /// <summary>Loads strictly, and takes the weights out of the case's scope, since other cases use them
    /// too.</summary>
    private static T Fill<T>(T model, ITensorSource source, LoadOptions options)
        where T : nn.Module
    {
        StrictLoader.Load(model, source, options);
        foreach (var weight in model.state_dict().Values)
            weight.DetachFromDisposeScope();
        return model;
    }
}
