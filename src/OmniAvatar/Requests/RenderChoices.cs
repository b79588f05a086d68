using OmniAvatar.Planning;

namespace OmniAvatar.Requests;

/// <summary>What a user may choose of a video; null where the default of its <see cref="Options.RenderOption"/>
/// applies.</summary>
public sealed record RenderChoices
{
    /// <summary>What to show, in words: one prompt a speaker, in order.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>What to avoid; null takes the released one.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Seed of all noise; null takes <see cref="ReleasedDefaults.Seed"/>.</summary>
    public long? Seed { get; init; }

    /// <summary>Denoising steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance towards the prompt.</summary>
    public double? Guidance { get; init; }

    /// <summary>Guidance towards the speech; null follows <see cref="Guidance"/> where that is given, else the
    /// model.</summary>
    public double? AudioGuidance { get; init; }

    /// <summary>Frames that neighbouring segments share, 4n+1.</summary>
    public int? Overlap { get; init; }

    /// <summary>Video tokens of one segment, at least 1.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Size of the video; null takes the nearest of the size table.</summary>
    public VideoSize? Size { get; init; }

    /// <summary><c>480p</c> or <c>720p</c>; null takes the model's.</summary>
    public string? SizeTable { get; init; }

    /// <summary>How a segment gives the next its beginning.</summary>
    public HandoffMode? Handoff { get; init; }

    /// <summary>How to cut into shots; null cuts what is longer than <see cref="ShotOptions.DefaultMostSegments"/>
    /// segments, or has several speakers.</summary>
    public ShotMode? Shots { get; init; }

    /// <summary>Segments of one shot at most, at least 1; null takes
    /// <see cref="ShotOptions.DefaultMostSegments"/>.</summary>
    public int? SegmentsPerShot { get; init; }

    /// <summary>Seconds in which one shot fades into the next, 0 to 1; null or 0 for none.</summary>
    public double? Crossfade { get; init; }

    /// <summary>Threshold of TeaCache, above 0; null for none.</summary>
    public double? TeaCache { get; init; }

    /// <summary>Whether a speaker with several pictures is shown from the first in every shot; null takes the next with
    /// each shot.</summary>
    public bool? KeepAngles { get; init; }

    /// <summary>Whether the captions are drawn into the frames; null leaves them a track.</summary>
    public bool? BurnCaptions { get; init; }

    /// <summary>A line that is drawn into every frame; null for none.</summary>
    public string? Mark { get; init; }

    /// <summary>How loud the sound is to be, in LUFS; null leaves it as it is. Like title and artist it decides nothing
    /// of a request.</summary>
    public double? Loudness { get; init; }

    /// <summary>What the video is called.</summary>
    public string? Title { get; init; }

    /// <summary>Whose it is.</summary>
    public string? Artist { get; init; }

    /// <summary>Whether segments may come from different numeric classes; null allows it. It decides nothing of a
    /// request.</summary>
    public bool? AllowMixedClasses { get; init; }

    /// <summary>How urgent the video is; null is <see cref="JobPriority.Normal"/>. Only services ask.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>Seconds of silence to render where there is no speech; null is
    /// <see cref="ReleasedDefaults.SilenceSeconds"/>. Only services ask.</summary>
    public double? Seconds { get; init; }
}

/// <summary>How urgent a job is among its own tenant's jobs. It takes nothing from other tenants: their share is by
/// weight.</summary>
public enum JobPriority
{
    /// <summary>When nothing else waits.</summary>
    Batch,

    /// <summary>In the order of arrival.</summary>
    Normal,

    /// <summary>Someone watches: before the tenant's other work.</summary>
    Interactive,
}
