namespace OmniAvatar.Finishing;

/// <summary>What is written below the picture for a while.</summary>
/// <param name="Start">When it appears, in milliseconds of the recording.</param>
/// <param name="End">When it goes, later than <paramref name="Start"/>.</param>
/// <param name="Text">One or more lines, without any markup.</param>
public sealed record Caption(long Start, long End, string Text)
{
    /// <summary>Who says it; null where nobody knows.</summary>
    public string? Speaker { get; init; }
}
