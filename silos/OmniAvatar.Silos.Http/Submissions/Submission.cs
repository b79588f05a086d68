using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A video that is asked for, with every value checked by itself; what fits together only the request can tell.</summary>
internal sealed record Submission
{
    public required RenderChoices Choices { get; init; }

    /// <summary>The model's name; null for the only one there is.</summary>
    public required string? Model { get; init; }

    public required JobPriority Priority { get; init; }

    public required bool AllowMixedClasses { get; init; }

    public required UploadedFile Picture { get; init; }

    /// <summary>The speech; null for <see cref="SilenceSeconds"/> of silence.</summary>
    public required UploadedFile? Sound { get; init; }

    public required double SilenceSeconds { get; init; }
}
