using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A video that is asked for, with every value checked by itself; what fits together only the request can tell.</summary>
internal sealed record Submission
{
    public required RenderChoices Choices { get; init; }

    /// <summary>The model's name; null for the only one there is.</summary>
    public required string? Model { get; init; }

    public required JobPriority Priority { get; init; }

    public required bool AllowMixedClasses { get; init; }

    /// <summary>Pictures and sounds; without any sound where there is <see cref="SilenceSeconds"/>.</summary>
    public required InputFiles Files { get; init; }

    /// <summary>Length of the silence to render, where there is no speech; else null.</summary>
    public required double? SilenceSeconds { get; init; }
}
