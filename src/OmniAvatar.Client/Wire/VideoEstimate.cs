namespace OmniAvatar.Client.Wire;

/// <summary>What a video would take if it were asked for now and nothing came after it. Nothing is stored.</summary>
public sealed record VideoEstimate
{
    /// <summary>Always <c>video.estimate</c>.</summary>
    public string Object { get; init; } = "video.estimate";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Pixels, such as <c>720x400</c>.</summary>
    public required string Size { get; init; }

    /// <summary>Length of the video in seconds, as text.</summary>
    public required string Seconds { get; init; }

    /// <summary>Chains of segments, each with a cut before it.</summary>
    public required int Shots { get; init; }

    /// <summary>Windows of frames that render one by one.</summary>
    public required int Segments { get; init; }

    /// <summary>Denoising steps of all segments.</summary>
    public required long Steps { get; init; }

    /// <summary>GPU time of all segments; null while no renderer has measured the model.</summary>
    public double? GpuSeconds { get; init; }

    /// <summary>When its first segment would begin, in seconds since 1970; null if no renderer that is there has the
    /// model.</summary>
    public long? StartsAt { get; init; }

    /// <summary>When its last segment would be rendered, in seconds since 1970; null if it cannot be said.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Why it would not begin at once; null if it would.</summary>
    public string? Waiting { get; init; }

    /// <summary>Every shot, in order.</summary>
    public IReadOnlyList<EstimateShot> Plan { get; init; } = [];

    /// <summary>Pauses of the speech of 0.2 s or more, where a shot may end; none without speech.</summary>
    public IReadOnlyList<EstimatePause> Pauses { get; init; } = [];

    /// <summary>The slots that could render it.</summary>
    public IReadOnlyList<EstimateSlot> Slots { get; init; } = [];

    /// <summary>What the submission would be warned of.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A shot of a video.</summary>
/// <param name="Start">Where it begins in the video, in seconds.</param>
/// <param name="Seconds">How long it is shown.</param>
/// <param name="Segments">Its segments.</param>
/// <param name="Speaker">Who is shown, from 0.</param>
/// <param name="Picture">Which of the video's pictures is shown, from 0.</param>
/// <param name="Prompt">What is shown.</param>
public sealed record EstimateShot(double Start, double Seconds, int Segments, int Speaker, int Picture, string Prompt);

/// <summary>A pause of the speech.</summary>
/// <param name="Start">Where it begins in the video, in seconds.</param>
/// <param name="Seconds">How long it lasts.</param>
public sealed record EstimatePause(double Start, double Seconds);

/// <summary>A slot that could render a video.</summary>
/// <param name="Name">Of the slot; new with every start of its process, and no address.</param>
/// <param name="Busy">Whether it renders something else now.</param>
/// <param name="GpuSeconds">What it would take to render all of it alone; null while unmeasured.</param>
public sealed record EstimateSlot(string Name, bool Busy, double? GpuSeconds);
