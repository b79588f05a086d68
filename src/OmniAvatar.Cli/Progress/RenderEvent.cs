using System.Text.Json.Serialization;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Progress;

/// <summary>What happens during a render, in the order a reader meets it: planned, then progress and segment, joining,
/// then done or error.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(StepProgress), "progress")]
[JsonDerivedType(typeof(SegmentDone), "segment")]
[JsonDerivedType(typeof(Joining), "joining")]
[JsonDerivedType(typeof(Warned), "warning")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "error")]
internal abstract record RenderEvent;

/// <summary>What will be rendered.</summary>
/// <param name="Job">The job's name, the same for the same inputs and options.</param>
/// <param name="Shots">Shots in all.</param>
/// <param name="Segments">Segments in all.</param>
/// <param name="SegmentsDone">Segments that an earlier run finished; they are not rendered again.</param>
/// <param name="Steps">Denoising steps of a segment.</param>
/// <param name="Frames">Frames of the finished video.</param>
/// <param name="FramesPerSecond">Its frame rate.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
internal sealed record Planned(
    string Job,
    int Shots,
    int Segments,
    int SegmentsDone,
    int Steps,
    int Frames,
    int FramesPerSecond,
    int Width,
    int Height
) : RenderEvent;

/// <summary>How far the work is.</summary>
/// <param name="Segment">0-based segment at work, or null while the job's conditioning is made.</param>
/// <param name="Phase">What is done to it.</param>
/// <param name="Step">Denoising steps done.</param>
/// <param name="Steps">Denoising steps of the segment.</param>
/// <param name="SegmentFraction">Share of the segment that is done, 0 to 1.</param>
/// <param name="OverallFraction">Share of the video that is done, 0 to 1.</param>
/// <param name="SecondsLeft">Estimate from the speed so far; null until there is one.</param>
internal sealed record StepProgress(
    int? Segment,
    RenderPhase Phase,
    int Step,
    int Steps,
    double SegmentFraction,
    double OverallFraction,
    double? SecondsLeft
) : RenderEvent;

/// <summary>A segment is finished and will not be rendered again.</summary>
/// <param name="SegmentsDone">Segments finished by now.</param>
/// <param name="Segments">Segments in all.</param>
internal sealed record SegmentDone(int SegmentsDone, int Segments) : RenderEvent;

/// <summary>All segments are finished and are being joined with the sound.</summary>
/// <param name="Segments">Segments in all.</param>
internal sealed record Joining(int Segments) : RenderEvent;

/// <summary>Something that the user should know and that stops nothing.</summary>
internal sealed record Warned(string Message) : RenderEvent;

/// <summary>The video is where it was asked for.</summary>
/// <param name="Output">Absolute path of the file.</param>
/// <param name="Frames">Its frames.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="RandomWeights">Whether the model's weights are random, so that the picture is noise.</param>
/// <param name="AlreadyThere">Whether an earlier run had finished it.</param>
internal sealed record Done(
    string Output,
    int Frames,
    double Seconds,
    int Width,
    int Height,
    bool RandomWeights,
    bool AlreadyThere
) : RenderEvent;

/// <summary>The render ended without a video.</summary>
/// <param name="Message">The sentence that is also on standard error.</param>
/// <param name="ExitCode">The command's exit status.</param>
internal sealed record Failed(string Message, int ExitCode) : RenderEvent;

/// <summary>How events are written for scripts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RenderEvent))]
internal sealed partial class RenderEventJson : JsonSerializerContext;
