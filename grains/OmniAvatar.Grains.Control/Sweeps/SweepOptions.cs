namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>How the store is swept of what nobody needs.</summary>
public sealed record SweepOptions
{
    /// <summary>How often. Default 1 h.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long files of a job that the index does not know are watched before they go. Default 1 h.</summary>
    public TimeSpan OrphansFor { get; set; } = TimeSpan.FromHours(1);
}
