using System.Text.Json.Serialization;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Plans;

/// <summary>One shot of a plan.</summary>
/// <param name="Shot">Its place, from 0.</param>
/// <param name="Speaker">Who is shown, from 0.</param>
/// <param name="StartSeconds">Where it begins in the video.</param>
/// <param name="Seconds">How long it is shown.</param>
/// <param name="Segments">Its segments.</param>
/// <param name="Steps">Denoising steps of all of them.</param>
/// <param name="GpuSeconds">How long they take one device; null while nothing like it was measured.</param>
/// <param name="Picture">Which of the video's pictures is shown, from 0.</param>
/// <param name="Prompt">What is shown.</param>
internal sealed record PlanRow(
    int Shot,
    int Speaker,
    double StartSeconds,
    double Seconds,
    int Segments,
    int Steps,
    double? GpuSeconds,
    int Picture,
    string Prompt
);

/// <summary>What a render would do.</summary>
/// <param name="Shots">Every shot, in order.</param>
/// <param name="Speakers">How many people are shown.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="FramesPerSecond">Of the video.</param>
/// <param name="Frames">Of the video.</param>
/// <param name="FramesPerSegment">Frames of one denoising window.</param>
/// <param name="Segments">Of all shots.</param>
/// <param name="Steps">Denoising steps of all segments.</param>
/// <param name="GpuSeconds">Of all segments; null while nothing like it was measured.</param>
/// <param name="MeasuredSegments">Segments that the estimate was measured on; 0 for no estimate.</param>
/// <param name="MeasuredAlike">Whether those had the same number of steps and frames, so that nothing was
/// scaled.</param>
internal sealed record PlanTable(
    IReadOnlyList<PlanRow> Shots,
    int Speakers,
    int Width,
    int Height,
    int FramesPerSecond,
    int Frames,
    int FramesPerSegment,
    int Segments,
    int Steps,
    double? GpuSeconds,
    int MeasuredSegments,
    bool MeasuredAlike
)
{
    /// <summary>Whether a speaker's picture or prompt changes from shot to shot.</summary>
    [JsonIgnore]
    public bool HasScript => Shots.Select(shot => (shot.Picture, shot.Prompt)).Distinct().Count() > Speakers;

    public static PlanTable Of(RenderRequest request, RenderPlan plan, SpeedEstimate? speed)
    {
        var rows = plan.ShownShots()
            .Select(shown => new PlanRow(
                shown.Shot.Shot,
                request.PersonOf(shown.Shot.Speaker),
                (double)shown.Start / request.FramesPerSecond,
                (double)shown.Frames / request.FramesPerSecond,
                shown.Shot.Segments.Count,
                shown.Shot.Segments.Count * request.Steps,
                shown.Shot.Segments.Count * speed?.SecondsPerSegment,
                request.PictureOf(shown.Shot.Speaker),
                request.Speakers[shown.Shot.Speaker].Prompt
            ))
            .ToList();
        var segments = plan.SegmentCount();
        return new PlanTable(
            rows,
            request.Speakers.Count(speaker => speaker.SameAs is null),
            request.Width,
            request.Height,
            request.FramesPerSecond,
            plan.TotalFrames,
            plan.FramesPerSegment,
            segments,
            segments * request.Steps,
            segments * speed?.SecondsPerSegment,
            speed?.MeasuredSegments ?? 0,
            speed?.IsAlike ?? false
        );
    }
}

/// <summary>How a plan is written for scripts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlanTable))]
internal sealed partial class PlanTableJson : JsonSerializerContext;
