using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Submissions.Fields;

/// <summary>A video that is asked for, with every value checked by itself; what fits together only the request can
/// tell.</summary>
internal sealed record Submission
{
    public required RenderChoices Choices { get; init; }

    /// <summary>The model's name; null for the only one there is.</summary>
    public required string? Model { get; init; }

    /// <summary>Pictures and sounds; without any sound where there is <see cref="SilenceSeconds"/>.</summary>
    public required InputFiles Files { get; init; }

    /// <summary>Length of the silence to render, where there is no speech; else null.</summary>
    public required double? SilenceSeconds { get; init; }

    /// <summary>Whether the seed is to be drawn.</summary>
    public bool HasRandomSeed { get; init; }

    /// <summary>The length that was sent beside speech, which must agree with it; else null.</summary>
    public double? StatedSeconds { get; init; }

    /// <summary>The frame rate that was sent, which must be the model's; else null.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>What a field was sent as, for refusals.</summary>
    public required Func<string, string> SentAs { get; init; }
}
