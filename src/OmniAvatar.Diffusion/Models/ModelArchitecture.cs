using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights;

namespace OmniAvatar.Diffusion.Models;

/// <summary>
/// Sizes of the networks, read off the shapes of their weights. What shapes do not show comes from the config.json
/// beside the weights, then from omniavatar.json, then from what all released sizes share (heads of 128 in the
/// transformer, of 64 in the audio encoder).
/// </summary>
public static class ModelArchitecture
{
    private const int ReleasedHeadDim = 128;
    private const int ReleasedAudioHeadDim = 64;

    /// <summary>The transformer's sizes, from its weights with the adapter merged, in original names.</summary>
    /// <exception cref="BadInputException">The tensors that show the sizes are missing, or the sizes cannot
    /// be.</exception>
    public static WanTransformerConfig Transformer(ITensorSource source, string configFile, int? headsHint = null) =>
        (
            TransformerWithoutAudio(source, configFile, headsHint) with
            {
                AudioHiddenSize = Size(source, "audio_proj.proj.weight", 0),
                AudioInputDim = Size(source, "audio_proj.proj.weight", 1) / WindowRows,
            }
        ).Validated();

    /// <summary>The sizes of Wan2.1's transformer itself, from its weights in original names: as many channels enter as
    /// leave.</summary>
    /// <exception cref="BadInputException">The tensors that show the sizes are missing, or the sizes cannot
    /// be.</exception>
    public static WanTransformerConfig BaseTransformer(
        ITensorSource source,
        string configFile,
        int? headsHint = null
    ) => TransformerWithoutAudio(source, configFile, headsHint).Validated();

    private static WanTransformerConfig TransformerWithoutAudio(ITensorSource source, string configFile, int? headsHint)
    {
        var fields = ReadFields(configFile, "transformer");
        var patch = source.Describe("patch_embedding.weight").Shape;
        var dim = Size(source, "patch_embedding.weight", 0);
        var heads =
            fields?.Integer("num_heads", 0) is > 0 and var own ? own
            : fields?.Integer("num_attention_heads", 0) is > 0 and var theirs ? theirs
            : headsHint ?? Math.Max(1, dim / ReleasedHeadDim);
        return new WanTransformerConfig
        {
            Dim = dim,
            InChannels = Size(source, "patch_embedding.weight", 1),
            PatchSize = [.. patch.Skip(2).Select(size => checked((int)size))],
            FeedForwardDim = Size(source, "blocks.0.ffn.0.weight", 0),
            TextDim = Size(source, "text_embedding.0.weight", 1),
            FrequencyDim = Size(source, "time_embedding.0.weight", 1),
            OutChannels =
                Size(source, "head.head.weight", 0) / (int)Math.Max(1, patch.Skip(2).Aggregate(1L, (a, b) => a * b)),
            Epsilon = fields?.Number("eps", 1e-6) ?? 1e-6,
            Heads = heads,
            Layers = CountLayers(source, "blocks."),
        };
    }

    /// <summary>The text encoder's sizes; every one of them shows.</summary>
    /// <exception cref="BadInputException">The tensors that show the sizes are missing, or the sizes cannot
    /// be.</exception>
    public static TextEncoderConfig TextEncoder(ITensorSource source) =>
        new TextEncoderConfig
        {
            VocabularySize = Size(source, "token_embedding.weight", 0),
            Width = Size(source, "token_embedding.weight", 1),
            AttentionWidth = Size(source, "blocks.0.attn.q.weight", 0),
            FeedForwardWidth = Size(source, "blocks.0.ffn.fc1.weight", 0),
            BucketCount = Size(source, "blocks.0.pos_embedding.embedding.weight", 0),
            HeadCount = Size(source, "blocks.0.pos_embedding.embedding.weight", 1),
            LayerCount = CountLayers(source, "blocks."),
        }.Validated();

    /// <summary>The autoencoder's sizes: its widths; the stages are the released ones.</summary>
    /// <exception cref="BadInputException">The tensors that show the sizes are missing, or the sizes cannot
    /// be.</exception>
    public static VideoAutoencoderConfig Autoencoder(ITensorSource source) =>
        new VideoAutoencoderConfig
        {
            BaseDim = Size(source, "encoder.conv1.weight", 0),
            ZDim = Size(source, "conv2.weight", 0),
        }.Validated();

    /// <summary>The audio encoder's sizes, from a Hugging Face config.json where there is one.</summary>
    /// <exception cref="BadInputException">The tensors that show the sizes are missing, or the sizes cannot
    /// be.</exception>
    public static Wav2Vec2Config AudioEncoder(ITensorSource source, string configFile, int? headsHint = null)
    {
        if (File.Exists(configFile))
        {
            return Wav2Vec2Config.FromJson(ConfigFile.Read(configFile));
        }
        var convolutions = Enumerable
            .Range(0, CountLayers(source, "feature_extractor.conv_layers."))
            .Select(i => $"feature_extractor.conv_layers.{i}.conv.weight")
            .ToList();
        var width = Size(source, "encoder.pos_conv_embed.conv.weight_v", 0);
        return new Wav2Vec2Config
        {
            Width = width,
            LayerCount = CountLayers(source, "encoder.layers."),
            HeadCount = headsHint ?? Math.Max(1, width / ReleasedAudioHeadDim),
            FeedForwardWidth = Size(source, "encoder.layers.0.feed_forward.intermediate_dense.weight", 0),
            ConvolutionWidths = [.. convolutions.Select(key => Size(source, key, 0))],
            ConvolutionKernels = [.. convolutions.Select(key => Size(source, key, 2))],
            PositionKernel = Size(source, "encoder.pos_conv_embed.conv.weight_v", 2),
            PositionGroups = width / Math.Max(1, Size(source, "encoder.pos_conv_embed.conv.weight_v", 1)),
        }.Validated();
    }

    /// <summary>Video frames whose audio one latent frame hears together: the audio pack's input is that many times a
    /// row.</summary>
    private const int WindowRows = 4;

    private static int Size(ITensorSource source, string key, int axis)
    {
        var shape = source.Describe(key).Shape;
        if (axis < shape.Count && shape[axis] is > 0 and <= int.MaxValue)
            return (int)shape[axis];
        throw new BadInputException(
            $"{source.Name}: {Keys.Quote(key)} has shape {Keys.Shape(shape)}, which does not exist in a model of this "
                + "kind."
        );
    }

    private static int CountLayers(ITensorSource source, string prefix)
    {
        var numbers = source
            .Tensors.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal)
            .Count();
        return numbers > 0
            ? numbers
            : throw new BadInputException($"{source.Name} has no tensors under {Keys.Quote(prefix)}.");
    }

    private static ConfigFields? ReadFields(string path, string model) =>
        File.Exists(path) ? new ConfigFields(ConfigFile.Read(path), model) : null;
}
