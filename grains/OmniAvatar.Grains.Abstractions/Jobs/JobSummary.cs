using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Jobs;

/// <summary>What a list shows of a job without looking into the store; it never changes.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobSummary")]
public sealed record JobSummary
{
    /// <summary>The model's name, as it was asked for.</summary>
    [Id(0)]
    public required string ModelName { get; init; }

    /// <summary>What is shown, in words.</summary>
    [Id(1)]
    public required string Prompt { get; init; }

    /// <summary>Pixels.</summary>
    [Id(2)]
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    [Id(3)]
    public required int Height { get; init; }

    /// <summary>Frames of the finished video.</summary>
    [Id(4)]
    public required int Frames { get; init; }

    /// <summary>Frame rate of the video.</summary>
    [Id(5)]
    public required int FramesPerSecond { get; init; }

    /// <summary>Number of shots.</summary>
    [Id(6)]
    public required int Shots { get; init; }

    /// <summary>Segments of all shots.</summary>
    [Id(7)]
    public required int Segments { get; init; }

    /// <summary>What is odd about the request and stopped nothing; null in summaries of an older release.</summary>
    [Id(9)]
    public IReadOnlyList<string>? Warnings
    {
        get;
        // An array, whatever was given: stored state names the type, and one that the compiler made cannot be read.
        init => field = value?.ToArray();
    }

    /// <summary>The job whose video this one differs from in some shots; null for a video of its own.</summary>
    [Id(10)]
    public string? RemixedFrom { get; init; }

    /// <summary>The summary of a request and its plan.</summary>
    public static JobSummary Of(string modelName, RenderRequest request, RenderPlan plan) =>
        new()
        {
            ModelName = modelName,
            Prompt = request.Speakers[0].Prompt,
            Width = request.Width,
            Height = request.Height,
            Frames = plan.TotalFrames,
            FramesPerSecond = request.FramesPerSecond,
            Shots = plan.Shots.Count,
            Segments = plan.SegmentCount(),
        };
}
