using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Diffusion.Weights.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models;

/// <summary>
/// Loads a folder's networks, ready for inference: built without memory, then filled tensor by tensor, the adapter
/// merged on the way. A device or host holds each weight once; the transformer, the autoencoder and the text encoder
/// take the type asked for, the audio encoder is always float32, as in the released pipeline.
/// </summary>
public static class ModelLoader
{
    /// <summary>All four networks.</summary>
    /// <param name="folder">An open model folder.</param>
    /// <param name="device">Where the weights go.</param>
    /// <param name="dataType">float32 on a CPU; bfloat16, float16 or float32 elsewhere.</param>
    /// <param name="loras">More low-rank adapters to merge into the transformer, in order.</param>
    /// <param name="cancellation">Looked at between tensors.</param>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static LoadedModel Load(
        ModelFolder folder,
        Device device,
        ScalarType dataType,
        IReadOnlyList<LoraFile>? loras = null,
        CancellationToken cancellation = default
    )
    {
        var loaded = new List<IDisposable>();
        try
        {
            ModelSizes.Read(folder);
            return new LoadedModel(
                Keep(LoadTransformer(folder, device, dataType, loras, cancellation)),
                Keep(LoadAutoencoder(folder, device, dataType, cancellation)),
                Keep(LoadTextEncoder(folder, device, dataType, cancellation)),
                Keep(LoadAudioEncoder(folder, device, cancellation))
            );
        }
        catch
        {
            loaded.ForEach(network => network.Dispose());
            throw;
        }

        T Keep<T>(T network)
            where T : IDisposable
        {
            loaded.Add(network);
            return network;
        }
    }

    /// <summary>Checks a folder without reading weights: every file's structure, every key and shape, and whether the
    /// networks fit each other.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static void Check(
        ModelFolder folder,
        IReadOnlyList<LoraFile>? loras = null,
        CancellationToken cancellation = default
    )
    {
        CheckPart(folder, ModelPart.Tokenizer, cancellation);
        Load(folder, META, ScalarType.Float32, loras, cancellation).Dispose();
    }

    /// <summary>Checks one part as <see cref="Check"/> does, the transformer and the adapter together.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    internal static void CheckPart(ModelFolder folder, ModelPart part, CancellationToken cancellation = default)
    {
        using IDisposable? checkedNetwork = part switch
        {
            ModelPart.Transformer or ModelPart.Adapter => LoadTransformer(
                folder,
                META,
                ScalarType.Float32,
                cancellation: cancellation
            ),
            ModelPart.Autoencoder => LoadAutoencoder(folder, META, ScalarType.Float32, cancellation),
            ModelPart.TextEncoder => LoadTextEncoder(folder, META, ScalarType.Float32, cancellation),
            ModelPart.AudioEncoder => LoadAudioEncoder(folder, META, cancellation),
            _ => null,
        };
        if (part == ModelPart.Tokenizer)
            TextEncoders.Tokenization.PromptTokenizer.Open(folder.TokenizerFile);
    }

    /// <summary>Checks the transformer without its adapter: Wan2.1 itself.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    internal static void CheckBase(ModelFolder folder)
    {
        using var source = PartNames.Transformer(TensorSources.Open(folder.FileOf(ModelPart.Transformer)));
        var config = ModelArchitecture.BaseTransformer(
            source,
            folder.ConfigOf(ModelPart.Transformer),
            folder.Settings.Architecture.TransformerHeads
        );
        Fill(
                new WanTransformer(config, lora: null, META, ScalarType.Float32),
                source,
                new LoadOptions { Device = META },
                CancellationToken.None
            )
            .Dispose();
    }

    /// <summary>The transformer with the adapter, and more of them if wanted, merged in float32.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static WanTransformer LoadTransformer(
        ModelFolder folder,
        Device device,
        ScalarType dataType,
        IReadOnlyList<LoraFile>? loras = null,
        CancellationToken cancellation = default
    )
    {
        using var source = OpenTransformer(folder, loras ?? []);
        var config = ModelArchitecture.Transformer(
            source,
            folder.ConfigOf(ModelPart.Transformer),
            folder.Settings.Architecture.TransformerHeads
        );
        return Fill(
            new WanTransformer(config, lora: null, META, dataType),
            source,
            new LoadOptions { Device = device, DataType = dataType },
            cancellation
        );
    }

    /// <summary>The video autoencoder.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static VideoAutoencoder LoadAutoencoder(
        ModelFolder folder,
        Device device,
        ScalarType dataType,
        CancellationToken cancellation = default
    )
    {
        using var source = PartNames.Autoencoder(TensorSources.Open(folder.FileOf(ModelPart.Autoencoder)));
        var config = ModelArchitecture.Autoencoder(source);
        return Fill(
            new VideoAutoencoder(config, META, dataType),
            source,
            new LoadOptions { Device = device, DataType = dataType },
            cancellation
        );
    }

    /// <summary>The text encoder: 11 GB at its real size, needed only until the prompts are encoded.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static TextEncoder LoadTextEncoder(
        ModelFolder folder,
        Device device,
        ScalarType dataType,
        CancellationToken cancellation = default
    )
    {
        using var source = TensorSources.Open(folder.FileOf(ModelPart.TextEncoder));
        var config = ModelArchitecture.TextEncoder(source);
        return Fill(
            new TextEncoder(config, META, dataType),
            source,
            new LoadOptions { Device = device, DataType = dataType },
            cancellation
        );
    }

    /// <summary>The audio encoder, in float32.</summary>
    /// <exception cref="BadInputException">A file is damaged, or its tensors are not those of the network.</exception>
    public static Wav2Vec2Encoder LoadAudioEncoder(
        ModelFolder folder,
        Device device,
        CancellationToken cancellation = default
    )
    {
        using var source = PartNames.AudioEncoder(TensorSources.Open(folder.FileOf(ModelPart.AudioEncoder)));
        var config = ModelArchitecture.AudioEncoder(
            source,
            folder.ConfigOf(ModelPart.AudioEncoder),
            folder.Settings.Architecture.AudioEncoderHeads
        );
        var options = new LoadOptions
        {
            Device = device,
            DataType = ScalarType.Float32,
            Ignored = PartNames.IgnoredOfAudioEncoder,
        };
        return Fill(new Wav2Vec2Encoder(config, META, ScalarType.Float32), source, options, cancellation);
    }

    /// <summary>The transformer's tensors with the adapters merged as they are read, in original names.</summary>
    internal static ITensorSource OpenTransformer(ModelFolder folder, IReadOnlyList<LoraFile> loras)
    {
        var opened = new List<ITensorSource>();
        try
        {
            var merged = PartNames.Transformer(Open(folder.FileOf(ModelPart.Transformer)));
            merged = new AdaptedTensors(
                merged,
                new LoraAdapter(Open(folder.FileOf(ModelPart.Adapter)), folder.ReadAdapterConfig())
            );
            foreach (var lora in loras)
            {
                var source = Open(lora.Path);
                merged = new AdaptedTensors(merged, lora.Read(source, merged.Tensors.Keys));
            }
            return merged;
        }
        catch
        {
            opened.ForEach(source => source.Dispose());
            throw;
        }

        ITensorSource Open(string path)
        {
            var source = TensorSources.Open(path);
            opened.Add(source);
            return source;
        }
    }

    private static T Fill<T>(T network, ITensorSource source, LoadOptions options, CancellationToken cancellation)
        where T : nn.Module
    {
        try
        {
            StrictLoader.Load(network, source, options, cancellation);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
