using System.Text.Json.Serialization;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>
/// Sizes of the Wan2.1 text-to-video transformer with OmniAvatar's audio path (arXiv 2506.18866, section 3). The JSON
/// names are those of the published configuration files. <see cref="Validated"/> refuses sizes the network cannot have.
/// </summary>
public sealed record WanTransformerConfig
{
    /// <summary>Width of a token.</summary>
    [JsonPropertyName("dim")]
    public required int Dim { get; init; }

    /// <summary>
    /// Latent channels that enter: 16 noisy, 16 of the reference picture, 1 of the mask. As many as leave means Wan2.1
    /// itself, from text to video: there is no reference picture, and there are no audio modules.
    /// </summary>
    [JsonPropertyName("in_dim")]
    public int InChannels { get; init; } = 33;

    /// <summary>Inner width of the feed-forward network.</summary>
    [JsonPropertyName("ffn_dim")]
    public required int FeedForwardDim { get; init; }

    /// <summary>Latent channels that leave.</summary>
    [JsonPropertyName("out_dim")]
    public int OutChannels { get; init; } = 16;

    /// <summary>Width of a row of the text encoder.</summary>
    [JsonPropertyName("text_dim")]
    public int TextDim { get; init; } = 4096;

    /// <summary>Width of the timestep's sinusoid; even.</summary>
    [JsonPropertyName("freq_dim")]
    public int FrequencyDim { get; init; } = 256;

    /// <summary>Added to the variance in every normalisation but the audio path's.</summary>
    [JsonPropertyName("eps")]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Latent frames, rows and columns that make one token.</summary>
    [JsonPropertyName("patch_size")]
    public IReadOnlyList<int> PatchSize { get; init; } = [1, 2, 2];

    /// <summary>Attention heads; they divide <see cref="Dim"/>.</summary>
    [JsonPropertyName("num_heads")]
    public required int Heads { get; init; }

    /// <summary>Transformer blocks.</summary>
    [JsonPropertyName("num_layers")]
    public required int Layers { get; init; }

    /// <summary>Width of the audio features between packing and projection.</summary>
    [JsonPropertyName("audio_hidden_size")]
    public int AudioHiddenSize { get; init; } = 32;

    /// <summary>Width of the audio features of one video frame: 14 states of 768.</summary>
    [JsonPropertyName("audio_input_dim")]
    public int AudioInputDim { get; init; } = 10752;

    /// <summary>Wan2.1-T2V-14B with OmniAvatar's audio path.</summary>
    public static WanTransformerConfig Wan14B { get; } =
        new()
        {
            Dim = 5120,
            FeedForwardDim = 13824,
            Heads = 40,
            Layers = 40,
        };

    /// <summary>Wan2.1-T2V-1.3B with OmniAvatar's audio path.</summary>
    public static WanTransformerConfig Wan1_3B { get; } =
        new()
        {
            Dim = 1536,
            FeedForwardDim = 8960,
            Heads = 12,
            Layers = 30,
        };

    /// <summary>Width of one attention head.</summary>
    [JsonIgnore]
    public int HeadDim => Dim / Heads;

    /// <summary>Values that one token carries back to the latents.</summary>
    [JsonIgnore]
    public int PatchVolume => PatchSize[0] * PatchSize[1] * PatchSize[2];

    /// <summary>Whether the network hears: all but Wan2.1 itself do.</summary>
    [JsonIgnore]
    public bool HasAudio => ReferenceChannels > 0;

    /// <summary>How many audio projections there are: one before each of the blocks 2 to Layers/2.</summary>
    [JsonIgnore]
    public int AudioProjections => HasAudio ? Math.Max(0, Layers / 2 - 1) : 0;

    /// <summary>Channels of the reference picture and the mask.</summary>
    [JsonIgnore]
    public int ReferenceChannels => InChannels - OutChannels;

    /// <summary>This configuration, if a network can have it.</summary>
    /// <exception cref="BadInputException">A size is not positive, or two sizes do not fit each other.</exception>
    public WanTransformerConfig Validated()
    {
        int[] sizes =
        [
            Dim,
            FeedForwardDim,
            OutChannels,
            TextDim,
            FrequencyDim,
            Heads,
            Layers,
            AudioHiddenSize,
            AudioInputDim,
            .. PatchSize,
        ];
        Require(Array.TrueForAll(sizes, size => size > 0) && Epsilon > 0, "sizes must be positive");
        Require(PatchSize.Count == 3 && PatchSize[0] == 1, "patch_size must be three sizes, the first of them 1");
        Require(InChannels >= OutChannels, $"in_dim {InChannels} must not be less than out_dim {OutChannels}");
        Require(FrequencyDim % 2 == 0, $"freq_dim {FrequencyDim} must be even");
        Require(Dim % Heads == 0, $"num_heads {Heads} must divide dim {Dim}");
        Require(
            HeadDim % 2 == 0 && HeadDim / 3 % 2 == 0 && HeadDim >= 6,
            $"a head dimension of {HeadDim} cannot be split into pairs for three axes"
        );
        return this;
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new BadInputException($"The transformer's configuration is not valid: {problem}.");
    }
}
