using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Tests.Cluster;

/// <summary>Waits for a job's status to become what a test expects.</summary>
internal sealed class JobProbe : IJobObserver
{
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<JobStatus> _seen = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<JobProbe> AttachAsync(IGrainFactory grains, JobId job)
    {
        var probe = new JobProbe();
        await grains.Job(job).SubscribeAsync(grains.CreateObjectReference<IJobObserver>(probe));
        await probe.OnStatusAsync(await grains.Job(job).StatusAsync());
        return probe;
    }

    public Task OnStatusAsync(JobStatus status)
    {
        lock (_lock)
        {
            _seen.Add(status);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return Task.CompletedTask;
    }

    /// <summary>The first status seen of which this holds.</summary>
    public async Task<JobStatus> WaitForAsync(Func<JobStatus, bool> expected)
    {
        for (var next = 0; ; next++)
        {
            Task changed;
            lock (_lock)
            {
                if (next < _seen.Count)
                {
                    if (expected(_seen[next]))
                        return _seen[next];
                    continue;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(TooLong);
            next--;
        }
    }

    public Task<JobStatus> EndAsync(JobState state) => WaitForAsync(s => s.State == state);

    /// <summary>Forgets what was seen, so that only later statuses count.</summary>
    public void Forget()
    {
        lock (_lock)
            _seen.Clear();
    }
}
