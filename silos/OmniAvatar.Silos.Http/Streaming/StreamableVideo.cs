using OmniAvatar.Artifacts;
using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>What never changes of a video that is watched: its segments, in the order in which they are
/// shown.</summary>
internal sealed class StreamableVideo
{
    private readonly int[] _firstFrames;

    /// <param name="job">The video's job.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="request">Its request.</param>
    /// <param name="captions">Its captions that are no part of the frames; empty for none.</param>
    public StreamableVideo(JobId job, RenderPlan plan, RenderRequest request, IReadOnlyList<Caption> captions)
    {
        (Job, Request, Captions) = (job, request, captions);
        Segments = [.. plan.Shots.SelectMany(shot => shot.Segments)];
        _firstFrames = new int[Segments.Count + 1];
        for (var index = 0; index < Segments.Count; index++)
            _firstFrames[index + 1] = _firstFrames[index] + Segments[index].ShownFrames;
    }

    public JobId Job { get; }

    public RenderRequest Request { get; }

    public IReadOnlyList<Caption> Captions { get; }

    public int FramesPerSecond => Request.FramesPerSecond;

    /// <summary>One part of the stream each.</summary>
    public IReadOnlyList<SegmentPlan> Segments { get; }

    /// <summary>Frames of the video before a segment; of the number of segments, all of them.</summary>
    public int FirstFrame(int index) => _firstFrames[index];

    /// <summary>How long a segment is shown.</summary>
    public double Seconds(int index) => (double)Segments[index].ShownFrames / FramesPerSecond;

    /// <summary>How long the first segments are shown together.</summary>
    public double SecondsOf(int segments) => (double)FirstFrame(segments) / FramesPerSecond;

    /// <summary>The manifest of a segment.</summary>
    public ArtifactName Result(int index) => JobArtifacts.Result(WorkOf(index));

    /// <summary>The segment before, if this one fades from it.</summary>
    public int? FadesFrom(int index) =>
        index > 0 && Segments[index].Index == 0 && Segments[index - 1].TailFrames > 0 ? index - 1 : null;

    private WorkId WorkOf(int index) => new(Job, Segments[index].Shot, Segments[index].Index);
}
