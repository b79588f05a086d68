using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Progress;

/// <summary>Turns what a job says of itself into events: finished segments, and the step of the one at work.</summary>
internal sealed class JobProgress(RenderPlan plan, int segmentsDone, Action<RenderEvent> show, TimeProvider time)
    : IProgress<JobStatus>
{
    private readonly Lock _gate = new();
    private readonly ProgressEstimator _estimator = new(plan.SegmentCount(), segmentsDone, time);
    private bool _isJoining;

    public void Report(JobStatus status)
    {
        lock (_gate)
        {
            while (_estimator.SegmentsDone < status.SegmentsDone)
                show(_estimator.Finish());
            if (status.State == JobState.Assembling)
                ShowJoining(status.SegmentsTotal);
            foreach (var running in status.Running)
                show(At(running));
        }
    }

    private void ShowJoining(int segments)
    {
        if (_isJoining)
            return;
        _isJoining = true;
        show(new Joining(segments));
    }

    private StepProgress At(WorkProgress running) =>
        _estimator.At(OrdinalOf(running.Work), new RenderProgress(running.Phase, running.Step, running.Steps));

    /// <summary>0-based place of a segment in the whole video; null for the conditioning.</summary>
    private int? OrdinalOf(WorkId work) =>
        work.IsConditioning ? null : plan.Shots.Take(work.Shot).Sum(s => s.Segments.Count) + work.Segment;
}
