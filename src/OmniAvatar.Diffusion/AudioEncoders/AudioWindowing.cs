namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>How a long recording is cut for the transformer, in rows (25 a second).</summary>
public sealed record AudioWindowing
{
    /// <summary>Up to this many rows the recording goes in one pass, exactly as the model was trained.</summary>
    public int OnePassRows { get; init; } = 750;

    /// <summary>Rows that a window is computed for.</summary>
    public int CoreRows { get; init; } = 500;

    /// <summary>Rows on either side that a window hears besides.</summary>
    public int ContextRows { get; init; } = 250;

    /// <summary>Windows kept in memory, the last ones used.</summary>
    public int CachedWindows { get; init; } = 2;

    /// <summary>This windowing, once its numbers are known to make sense.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public AudioWindowing Validated() =>
        OnePassRows >= 0 && CoreRows >= 1 && ContextRows >= 0 && CachedWindows >= 1
            ? this
            : throw new ArgumentException(
                $"A window of {CoreRows} rows with {ContextRows} rows around it is not possible."
            );
}
