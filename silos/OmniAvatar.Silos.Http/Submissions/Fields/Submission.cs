using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Submissions.Fields;

/// <summary>A requested video. Every value is checked by itself; whether the values fit together is checked when the
/// request is built.</summary>
internal sealed record Submission
{
    public required RenderChoices Choices { get; init; }

    /// <summary>The model's name; null for the only model.</summary>
    public required string? Model { get; init; }

    /// <summary>Pictures and sounds; no sound if there is <see cref="SilenceSeconds"/>.</summary>
    public required InputFiles Files { get; init; }

    /// <summary>Length of the silence to render without speech; else null.</summary>
    public required double? SilenceSeconds { get; init; }

    /// <summary>Whether the seed is to be drawn.</summary>
    public bool HasRandomSeed { get; init; }

    /// <summary>The length that was sent with speech and must agree with it; else null.</summary>
    public double? StatedSeconds { get; init; }

    /// <summary>The frames of a video without speech that were asked for in place of seconds; else null.</summary>
    public int? Frames { get; init; }

    /// <summary>The frame rate that was sent and must be the model's; else null.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Where the owner wants to be told what; null for nowhere.</summary>
    public JobWebhook? Webhook { get; init; }

    /// <summary>The names under which fields were sent, for refusals.</summary>
    public required Func<string, string> SentAs { get; init; }
}
