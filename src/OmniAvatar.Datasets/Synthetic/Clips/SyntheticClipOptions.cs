using System.Globalization;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>Which clips are drawn. A clip depends on the seed, the part and its number, never on how many there
/// are.</summary>
public sealed record SyntheticClipOptions
{
    private const double ShortestSeconds = 1;
    private const double LongestSeconds = 60;

    /// <summary>Decides everything.</summary>
    public long Seed { get; init; }

    /// <summary>How many clips there are, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>Pixels a row: a multiple of 16 from 32 to 1024.</summary>
    public int Width { get; init; } = 96;

    /// <summary>Rows: a multiple of 16 from 32 to 1024.</summary>
    public int Height { get; init; } = 96;

    /// <summary>The shortest clip, 1 to 60 seconds.</summary>
    public double LeastSeconds { get; init; } = 3;

    /// <summary>The longest clip, from <see cref="LeastSeconds"/> to 60 seconds.</summary>
    public double MostSeconds { get; init; } = 6;

    /// <summary>Whose faces and voices.</summary>
    public DatasetSplit Split { get; init; }

    /// <summary>Throws unless everything is in range.</summary>
    /// <exception cref="WrongUseException">Something is not.</exception>
    public void Validate()
    {
        if (Count < 1)
            throw new WrongUseException($"The number of clips must be at least 1, not {Count}.");
        RequireSide(Width);
        RequireSide(Height);
        if (!(LeastSeconds >= ShortestSeconds && LeastSeconds <= MostSeconds && MostSeconds <= LongestSeconds))
            throw new WrongUseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Clips must last {ShortestSeconds} to {LongestSeconds} seconds, not {LeastSeconds} to "
                        + $"{MostSeconds}."
                )
            );
    }

    private static void RequireSide(int side)
    {
        if (side is < 32 or > 1024 || side % 16 != 0)
            throw new WrongUseException($"A clip's side must be a multiple of 16 from 32 to 1024 pixels, not {side}.");
    }
}
