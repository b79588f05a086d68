namespace OmniAvatar.Requests;

/// <summary>What one shot is rendered with in place of the request's own values; null keeps those.</summary>
/// <param name="Shot">The shot, from 0.</param>
public sealed record ShotSettings(int Shot)
{
    /// <summary>Who is shown, as a place in <see cref="RenderRequest.Speakers"/>.</summary>
    public int? Speaker { get; init; }

    /// <summary>Seed of the shot's noise.</summary>
    public long? Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance towards the text.</summary>
    public double? TextGuidanceScale { get; init; }

    /// <summary>Guidance towards the audio.</summary>
    public double? AudioGuidanceScale { get; init; }
}
