using OmniAvatar.Files;

namespace OmniAvatar.Diffusion.Checkpoints.Adapters;

/// <summary>How strongly an adapter's low-rank pairs count: weight + <see cref="Alpha"/> / <see cref="Rank"/> * B A.</summary>
/// <param name="Rank">Rows of every A and columns of every B; at least 1.</param>
/// <param name="Alpha">The numerator of the scale.</param>
public sealed record AdapterConfig(int Rank = AdapterConfig.ReleasedRank, double Alpha = AdapterConfig.ReleasedAlpha)
{
    /// <summary>The rank of the released adapters.</summary>
    public const int ReleasedRank = 128;

    /// <summary>The alpha of the released adapters.</summary>
    public const double ReleasedAlpha = 64;

    private const long MostBytes = 1 << 20;

    /// <summary>Alpha over rank.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>
    /// Reads <c>lora_rank</c> (or peft's <c>r</c>) and <c>lora_alpha</c> from an adapter's config.json; what is not there has the released
    /// value, and a file that is not there is the released configuration.
    /// </summary>
    /// <exception cref="BadInputException">The file is not JSON or a number in it cannot be.</exception>
    public static AdapterConfig Read(string path)
    {
        if (!File.Exists(path)) return new AdapterConfig();
        try
        {
            using var json = JsonFile.ReadDocument("file", path, MostBytes);
            var root = json.RootElement;
            var rank = root.TryGetProperty("lora_rank", out var r) || root.TryGetProperty("r", out r) ? r.GetInt32() : ReleasedRank;
            var alpha = root.TryGetProperty("lora_alpha", out var a) ? a.GetDouble() : ReleasedAlpha;
            return rank > 0 && double.IsFinite(alpha)
                ? new AdapterConfig(rank, alpha)
                : throw new BadInputException($"{path} has the LoRA rank {rank} and alpha {alpha}, which cannot be.");
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{path} is not an adapter's configuration: its rank is a whole number and its alpha a number.", failure);
        }
    }
}
