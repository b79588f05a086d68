using System.Text.Json;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>The sizes of a umT5 encoder; the defaults are umT5-XXL's, the text encoder of Wan2.1.</summary>
public sealed record TextEncoderConfig
{
    /// <summary>Rows of the token table.</summary>
    public int VocabularySize { get; init; } = 256384;

    /// <summary>Width of the residual stream, and of the embeddings that come out.</summary>
    public int Width { get; init; } = 4096;

    /// <summary>Width of all attention heads together.</summary>
    public int AttentionWidth { get; init; } = 4096;

    /// <summary>Width inside the gated feed-forward layer.</summary>
    public int FeedForwardWidth { get; init; } = 10240;

    /// <summary>Attention heads; must divide <see cref="AttentionWidth"/>.</summary>
    public int HeadCount { get; init; } = 64;

    /// <summary>Transformer blocks.</summary>
    public int LayerCount { get; init; } = 24;

    /// <summary>Buckets of relative positions, half for keys before the query and half for keys after it.</summary>
    public int BucketCount { get; init; } = 32;

    /// <summary>The distance in tokens from which all positions share the last bucket.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Added to the mean square inside RMSNorm.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The width of one attention head.</summary>
    public int HeadWidth => AttentionWidth / HeadCount;

    /// <summary>Reads the fields of a <c>config.json</c> (vocab, dim, dim_attn, ...); a field that is absent keeps
    /// umT5-XXL's value.</summary>
    /// <exception cref="BadInputException">A field is not a number, or the sizes do not fit together.</exception>
    public static TextEncoderConfig FromJson(JsonElement json)
    {
        var fields = new ConfigFields(json, "text encoder");
        fields.RequireFlag("shared_pos", expected: false);
        var released = new TextEncoderConfig();
        return new TextEncoderConfig
        {
            VocabularySize = fields.Integer("vocab", released.VocabularySize),
            Width = fields.Integer("dim", released.Width),
            AttentionWidth = fields.Integer("dim_attn", released.AttentionWidth),
            FeedForwardWidth = fields.Integer("dim_ffn", released.FeedForwardWidth),
            HeadCount = fields.Integer("num_heads", released.HeadCount),
            LayerCount = fields.Integer("num_layers", released.LayerCount),
            BucketCount = fields.Integer("num_buckets", released.BucketCount),
            MaxDistance = fields.Integer("max_dist", released.MaxDistance),
            Epsilon = fields.Number("eps", released.Epsilon),
        }.Validated();
    }

    /// <summary>This configuration, once its sizes are known to fit together.</summary>
    /// <exception cref="BadInputException">They do not.</exception>
    public TextEncoderConfig Validated()
    {
        int[] sizes = [VocabularySize, Width, AttentionWidth, FeedForwardWidth, HeadCount, LayerCount];
        if (sizes.Any(size => size < 1) || !(Epsilon > 0))
        {
            throw new BadInputException("Every size of a text encoder must be at least 1 and its epsilon above 0.");
        }
        if (AttentionWidth % HeadCount != 0)
        {
            throw new BadInputException(
                $"A text encoder's attention width {AttentionWidth} cannot be split into {HeadCount} heads."
            );
        }
        if (BucketCount < 4 || MaxDistance <= BucketCount / 4)
        {
            throw new BadInputException(
                $"A text encoder cannot have {BucketCount} position buckets up to a distance of {MaxDistance}."
            );
        }
        return this;
    }
}
