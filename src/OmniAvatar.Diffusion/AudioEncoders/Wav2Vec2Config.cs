using System.Text.Json;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>The sizes of a wav2vec2 model; the defaults are wav2vec2-base-960h's.</summary>
public sealed record Wav2Vec2Config
{
    /// <summary>Most convolution or transformer layers that a configuration may ask for.</summary>
    private const int MostLayers = 1024;

    /// <summary>Width of the transformer.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Transformer layers.</summary>
    public int LayerCount { get; init; } = 12;

    /// <summary>Attention heads; must divide <see cref="Width"/>.</summary>
    public int HeadCount { get; init; } = 12;

    /// <summary>Width inside the feed-forward layers.</summary>
    public int FeedForwardWidth { get; init; } = 3072;

    /// <summary>Channels out of each convolution of the feature encoder.</summary>
    public IReadOnlyList<int> ConvolutionWidths { get; init; } = [512, 512, 512, 512, 512, 512, 512];

    /// <summary>Taps of each convolution of the feature encoder.</summary>
    public IReadOnlyList<int> ConvolutionKernels { get; init; } = [10, 3, 3, 3, 3, 2, 2];

    /// <summary>Steps of each convolution of the feature encoder.</summary>
    public IReadOnlyList<int> ConvolutionStrides { get; init; } = [5, 2, 2, 2, 2, 2, 2];

    /// <summary>Taps of the convolution that stands for positions.</summary>
    public int PositionKernel { get; init; } = 128;

    /// <summary>Groups of the convolution that stands for positions; must divide <see cref="Width"/>.</summary>
    public int PositionGroups { get; init; } = 16;

    /// <summary>Added to the variance inside LayerNorm.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Values per row of features: the last hidden state, then all hidden states from 0 on.</summary>
    public int FeatureWidth => (LayerCount + 2) * Width;

    /// <summary>Samples from the start of one convolution frame to the start of the next: the product of all
    /// strides.</summary>
    public int SamplesPerStep => ConvolutionStrides.Aggregate(1, (product, stride) => checked(product * stride));

    /// <summary>Samples that one convolution frame is computed from.</summary>
    public int SamplesPerFrame
    {
        get
        {
            var (reach, step) = (1, 1);
            foreach (var (kernel, stride) in ConvolutionKernels.Zip(ConvolutionStrides))
            {
                reach = checked(reach + (kernel - 1) * step);
                step *= stride;
            }
            return reach;
        }
    }

    /// <summary>Convolution frames that <paramref name="samples"/> samples give; 0 when they are fewer than one frame
    /// needs.</summary>
    public long FrameCount(long samples) =>
        samples < SamplesPerFrame ? 0 : (samples - SamplesPerFrame) / SamplesPerStep + 1;

    /// <summary>Reads the fields of a Hugging Face <c>config.json</c>; a field that is absent keeps
    /// wav2vec2-base-960h's value.</summary>
    /// <exception cref="BadInputException">A field has the wrong type, asks for another variant, or the sizes do not
    /// fit together.</exception>
    public static Wav2Vec2Config FromJson(JsonElement json)
    {
        var fields = new ConfigFields(json, "audio encoder");
        fields.RequireChoice("feat_extract_norm", "group");
        fields.RequireChoice("feat_extract_activation", "gelu");
        fields.RequireChoice("hidden_act", "gelu");
        fields.RequireFlag("conv_bias", expected: false);
        fields.RequireFlag("do_stable_layer_norm", expected: false);
        var released = new Wav2Vec2Config();
        return new Wav2Vec2Config
        {
            Width = fields.Integer("hidden_size", released.Width),
            LayerCount = fields.Integer("num_hidden_layers", released.LayerCount),
            HeadCount = fields.Integer("num_attention_heads", released.HeadCount),
            FeedForwardWidth = fields.Integer("intermediate_size", released.FeedForwardWidth),
            ConvolutionWidths = fields.Integers("conv_dim", released.ConvolutionWidths),
            ConvolutionKernels = fields.Integers("conv_kernel", released.ConvolutionKernels),
            ConvolutionStrides = fields.Integers("conv_stride", released.ConvolutionStrides),
            PositionKernel = fields.Integer("num_conv_pos_embeddings", released.PositionKernel),
            PositionGroups = fields.Integer("num_conv_pos_embedding_groups", released.PositionGroups),
            Epsilon = fields.Number("layer_norm_eps", released.Epsilon),
        }.Validated();
    }

    /// <summary>This configuration, once its sizes are known to fit together.</summary>
    /// <exception cref="BadInputException">They do not.</exception>
    public Wav2Vec2Config Validated()
    {
        int[] sizes = [Width, LayerCount, HeadCount, FeedForwardWidth, PositionKernel, PositionGroups];
        if (sizes.Any(size => size < 1) || LayerCount > MostLayers || !(Epsilon > 0))
            throw new BadInputException("Every size of an audio encoder must be at least 1 and its epsilon above 0.");
        if (Width % HeadCount != 0 || Width % PositionGroups != 0)
            throw new BadInputException(
                $"An audio encoder's width {Width} cannot be split into {HeadCount} heads and "
                    + $"{PositionGroups} position groups."
            );
        var layers = ConvolutionWidths.Count;
        if (layers is < 1 or > MostLayers || ConvolutionKernels.Count != layers || ConvolutionStrides.Count != layers)
            throw new BadInputException(
                "An audio encoder's lists of convolution widths, kernels and strides must be equally long."
            );
        if (
            ConvolutionWidths.Any(width => width < 1)
            || ConvolutionKernels.Zip(ConvolutionStrides).Any(pair => pair.Second < 1 || pair.First < pair.Second)
        )
            throw new BadInputException(
                "An audio encoder's convolutions need at least one channel, and kernels no shorter than their strides."
            );
        // Sixteen seconds for one frame is far beyond any model and far below what could overflow.
        if (
            ConvolutionStrides.Aggregate(1.0, (product, stride) => product * stride) * ConvolutionKernels.Max()
            > 1 << 18
        )
            throw new BadInputException("An audio encoder's convolutions cover too many samples.");
        return this;
    }
}
