namespace OmniAvatar.Client.Wire;

/// <summary>The shots of a video, in order.</summary>
/// <param name="Data">Each shot.</param>
public sealed record VideoShotList(IReadOnlyList<VideoShotDetails> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>One shot: a stretch of the video that was rendered from one picture and prompt.</summary>
public sealed record VideoShotDetails
{
    /// <summary>Its number, from 1; a remix names it by this.</summary>
    public required int Number { get; init; }

    /// <summary>When it begins, in seconds of the video.</summary>
    public required double Start { get; init; }

    /// <summary>When it ends, in seconds of the video.</summary>
    public required double End { get; init; }

    /// <summary>Who is shown, from 0, as <c>speakers</c> counts them.</summary>
    public required int Speaker { get; init; }

    /// <summary>What is shown, in words.</summary>
    public required string Prompt { get; init; }

    /// <summary>Seed of its noise.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Guidance towards the prompt.</summary>
    public required double Guidance { get; init; }

    /// <summary>Segments rendered; null while that is not known.</summary>
    public required int? SegmentsDone { get; init; }

    /// <summary>Segments of the shot.</summary>
    public required int SegmentsTotal { get; init; }
}
