namespace OmniAvatar.Resilience;

/// <summary>How long is waited before something is tried again.</summary>
/// <param name="First">About the first wait; each further one is about twice as long.</param>
/// <param name="Longest">The longest wait; null where the number of retries bounds it.</param>
public sealed record Backoff(TimeSpan First, TimeSpan? Longest = null)
{
    /// <summary>Tries after the first; as many as it takes unless set.</summary>
    public int Retries { get; init; } = int.MaxValue;

    /// <summary>
    /// Whether waits are spread at random, so that a store which comes back is not met by everybody at once. Without it
    /// they are exactly the first one, doubled. Default true.
    /// </summary>
    public bool IsSpread { get; init; } = true;

    /// <summary>Whether every wait is about as long as the first one.</summary>
    public bool IsSteady { get; init; }

    /// <summary>Where the spread comes from, in [0, 1); null for the machine's own.</summary>
    internal Func<double>? Randomizer { get; init; }

    /// <summary>Waits that do not grow: each is within a quarter of this one.</summary>
    public static Backoff Steady(TimeSpan wait) => new(wait) { IsSteady = true };
}
