using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Utilities;

namespace OmniAvatar.Grains.Control.Jobs.Status;

/// <summary>Sends a job's status, with what is running, to its observers.</summary>
internal sealed class JobObservers(ILogger logger)
{
    private readonly ObserverManager<IJobObserver> _observers = new(TimeSpan.FromMinutes(5), logger);
    private readonly Dictionary<WorkId, WorkProgress> _running = [];

    /// <summary>Whether an attempt has told how far it is and has not ended since.</summary>
    public bool HasRunningWork => _running.Count > 0;

    public void Add(IJobObserver observer) => _observers.Subscribe(observer, observer);

    public void Remove(IJobObserver observer) => _observers.Unsubscribe(observer);

    public void Follow(WorkProgress progress, JobHead head, JobOrder order)
    {
        _running[progress.Work] = progress;
        Notify(head, order);
    }

    public void Forget(WorkId work) => _running.Remove(work);

    public void ClearRunning() => _running.Clear();

    public void Notify(JobHead head, JobOrder? order)
    {
        var status = Status(head, order);
        _observers.Notify(observer => observer.OnStatusAsync(status)).Ignore();
    }

    public JobStatus Status(JobHead head, JobOrder? order) =>
        new()
        {
            State = head.State,
            SegmentsDone = head.State == JobState.Completed ? head.Segments : order?.SegmentsDone ?? 0,
            SegmentsTotal = head.Segments,
            Running = _running.Values.ToArray(),
            Failure = head.Failure,
            ShotsDone = head.State == JobState.Completed ? head.Shots : order?.ShotsDone ?? 0,
            ShotsTotal = head.Shots,
        };
}
