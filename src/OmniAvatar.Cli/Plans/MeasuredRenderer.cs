using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Plans;

/// <summary>Notes how long each segment takes that is rendered from its first step to its last.</summary>
internal sealed class MeasuredRenderer(IWorkRenderer renderer, SpeedRecord speeds, TimeProvider time) : IWorkRenderer
{
    public NumericClass NumericClass => renderer.NumericClass;

    public IReadOnlyList<string> Models => renderer.Models;

    public string? LoadedModel => renderer.LoadedModel;

    public long MemoryBytes => renderer.MemoryBytes;

    public RenderOutput Render(RenderTask task, IRenderSession session)
    {
        if (task.Work.IsConditioning)
            return renderer.Render(task, session);
        var measured = new MeasuredSession(session, time);
        var output = renderer.Render(task, measured);
        if (measured.Spent is { } spent)
            speeds.Add(task.Request, task.Plan, spent);
        return output;
    }

    /// <summary>Hands everything on, and notes when the model is there and whether the first step is the segment's
    /// first.</summary>
    private sealed class MeasuredSession(IRenderSession session, TimeProvider time) : IRenderSession
    {
        private long? _start;
        private bool _isResumed;

        /// <summary>Time since the model was loaded; null for a segment that went on from a checkpoint.</summary>
        public TimeSpan? Spent => _start is { } start && !_isResumed ? time.GetElapsedTime(start) : null;

        public CancellationToken Stopping => session.Stopping;

        public bool IsCheckpointDue => session.IsCheckpointDue;

        public void Report(RenderProgress progress)
        {
            if (progress.Phase != RenderPhase.Load)
                _start ??= time.GetTimestamp();
            session.Report(progress);
        }

        public T? Resume<T>(Func<string, T> open)
            where T : class
        {
            var resumed = session.Resume(open);
            _isResumed = resumed is not null;
            return resumed;
        }

        public void Keep(IRenderCheckpoint checkpoint) => session.Keep(checkpoint);
    }
}
