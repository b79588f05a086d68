namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>How a slot works.</summary>
public sealed record RenderSlotOptions
{
    /// <summary>How often progress goes to the job. Default 0.25 s.</summary>
    public TimeSpan ProgressEvery { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>First wait after a call or a commit that failed; doubles up to <see cref="LongestRetry"/>. Default 0.5 s.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between two tries. Default 30 s.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a slot goes on trying to put and commit what it made; null for as long as it lives. Default null.</summary>
    public TimeSpan? CommitPatience { get; set; }
}
