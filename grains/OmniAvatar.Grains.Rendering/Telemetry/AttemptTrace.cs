using System.Diagnostics;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Telemetry;

/// <summary>One attempt's spans: one for all of it under the job's trace, and one for each phase below that. Also times
/// the phases.</summary>
internal sealed class AttemptTrace : IDisposable
{
    private static readonly ActivitySource Source = new("OmniAvatar");

    private readonly Lock _lock = new();
    private readonly WorkClock _clock;
    private readonly Activity? _attempt;
    private Activity? _phase;
    private RenderPhase? _current;
    private TimeSpan _since;

    public AttemptTrace(WorkGrant grant, WorkClock clock)
    {
        _clock = clock;
        _attempt = Source
            .StartActivity("attempt", ActivityKind.Internal, grant.TraceParent)
            ?.SetTag("tenant", grant.Work.Job.Tenant)
            .SetTag("job", grant.Work.Job.Job)
            .SetTag("shot", grant.Work.Shot)
            .SetTag("segment", grant.Work.Segment)
            .SetTag("attempt", grant.Attempt)
            .SetTag("slot", grant.Slot);
    }

    /// <summary>Ends the phase that was and begins another; nothing happens if it is the same. From any
    /// thread.</summary>
    public void Enter(RenderPhase phase)
    {
        lock (_lock)
        {
            if (phase == _current)
                return;
            EndPhase();
            (_current, _since) = (phase, _clock.Now);
            if (_attempt is not null)
                _phase = Source.StartActivity(SlotMetrics.NameOf(phase), ActivityKind.Internal, _attempt.Context);
        }
    }

    /// <summary>The attempt is over.</summary>
    public void End(string outcome, Exception? failure = null)
    {
        lock (_lock)
            EndPhase();
        _attempt?.SetTag("outcome", outcome);
        if (failure is not null)
            _attempt?.SetStatus(ActivityStatusCode.Error, failure.Message);
        _attempt?.Stop();
        SlotMetrics.AttemptEnded(outcome);
    }

    public void Dispose() => _attempt?.Dispose();

    private void EndPhase()
    {
        if (_current is { } phase)
            SlotMetrics.PhaseEnded(phase, _clock.Now - _since);
        _phase?.Dispose();
        (_phase, _current) = (null, null);
    }
}
