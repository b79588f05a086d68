namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>How strongly the pairs of OmniAvatar's own adapters count: weight + <see cref="Alpha"/> /
/// <see cref="Rank"/> * B A.</summary>
/// <param name="Rank">Rows of every A and columns of every B; at least 1.</param>
/// <param name="Alpha">The numerator of the scale.</param>
public sealed record ReleasedAdapterConfig(
    int Rank = ReleasedAdapterConfig.ReleasedRank,
    double Alpha = ReleasedAdapterConfig.ReleasedAlpha
) : ILoraScale
{
    /// <summary>The rank of the released adapters.</summary>
    public const int ReleasedRank = 128;

    /// <summary>The alpha of the released adapters.</summary>
    public const double ReleasedAlpha = 64;

    /// <summary>Switches of peft that would change what the pairs mean; the released configurations do not have
    /// them.</summary>
    private static readonly string[] Variants = ["use_rslora", "use_dora"];

    /// <summary>Alpha over rank.</summary>
    public double Scale => Alpha / Rank;

    /// <inheritdoc/>
    public double ScaleOf(string module, long rank) =>
        rank == Rank
            ? Scale
            : throw new BadInputException(
                $"The configured rank is {Rank}, and the pair of {Keys.Quote(module)} has rank {rank}."
            );

    /// <summary>
    /// Reads <c>lora_rank</c> (or peft's <c>r</c>) and <c>lora_alpha</c> from an adapter's config.json; what is not
    /// there has the released value, and a file that is not there is the released configuration.
    /// </summary>
    /// <exception cref="BadInputException">The file is not JSON or a number in it cannot be.</exception>
    public static ReleasedAdapterConfig Read(string path)
    {
        if (!File.Exists(path))
            return new ReleasedAdapterConfig();
        var fields = new ConfigFields(ConfigFile.Read(path), "adapter");
        foreach (var variant in Variants)
            fields.RequireFlag(variant, false);
        var rank = fields.Integer("lora_rank", fields.Integer("r", ReleasedRank));
        var alpha = fields.Number("lora_alpha", ReleasedAlpha);
        return rank > 0
            ? new ReleasedAdapterConfig(rank, alpha)
            : throw new BadInputException($"{path} has the LoRA rank {rank}, which is not valid.");
    }
}
