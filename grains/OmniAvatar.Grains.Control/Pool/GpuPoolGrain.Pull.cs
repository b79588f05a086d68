using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>The long poll.</summary>
public sealed partial class GpuPoolGrain
{
    private const int MostDepartures = 20;

    // One job that cannot answer is skipped. If no job can answer, the slot gets the failure and waits.
    private const int MostSilentJobs = 3;

    private readonly Dictionary<string, object> _polls = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public async Task<PullReply> PullAsync(PullRequest request)
    {
        var slot = request.Slot.Slot;
        _observers[slot] = request.Observer;

        // 1. The slot holds nothing but was granted work: the reply was lost, so it is sent again.
        if (_scheduler.GrantAgain(request.Slot, _clock.Now) is { } lost)
            return Reply(slot, lost);

        // 2. Only the slot's newest pull may take work; the caller has given up the older ones.
        var poll = _polls[slot] = new object();
        try
        {
            var deadline = _clock.Now + _options.PullWait;
            while (true)
            {
                var arrival = _arrival.Task;
                if (await TakeAsync(request.Slot, poll) is { } grant)
                    return Reply(slot, grant);
                if (deadline - _clock.Now is var left && left <= TimeSpan.Zero)
                    return Reply(slot, null);
                if (!IsNewest(slot, poll))
                    return Reply(slot, null);
                await WaitAsync(arrival, left);
            }
        }
        finally
        {
            if (IsNewest(slot, poll))
                _polls.Remove(slot);
        }
    }

    private PullReply Reply(string slot, WorkGrant? grant) => new(grant, _scheduler.IsDraining(slot));

    /// <inheritdoc/>
    public Task LeaveAsync(string slot)
    {
        _polls.Remove(slot);
        _scheduler.Leave(slot, _clock.Now);
        WakePulls();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveBecauseAsync(string slot, string reason)
    {
        LogDeparted(slot, reason);
        while (_departures.Count >= MostDepartures)
            _departures.Dequeue();
        if (_departures.All(known => known.Slot != slot))
            _departures.Enqueue(new SlotDeparture(slot, reason, _clock.Time.GetUtcNow()));
        return LeaveAsync(slot);
    }

    /// <summary>Takes ready work until its job wants it done.</summary>
    private async Task<WorkGrant?> TakeAsync(SlotDescription slot, object poll)
    {
        var silent = 0;
        while (IsNewest(slot.Slot, poll) && _scheduler.Take(slot, _clock.Now) is { } taken)
        {
            var decision = await AskJobAsync(taken, mayFail: ++silent < MostSilentJobs);
            // The work was put back; another job's work may be available.
            if (decision is null)
                continue;
            silent = 0;
            if (decision is not GrantDecision.Go go)
            {
                _scheduler.Refuse(taken);
                continue;
            }
            var grant = _scheduler.Grant(taken, go.Attempt, _clock.Now);
            _metrics.CountGrant();
            LogGranted(
                grant.Work.Job.Tenant,
                grant.Work.Job.Job,
                grant.Work.Shot,
                grant.Work.Segment,
                grant.Attempt,
                grant.Slot
            );
            return grant;
        }
        return null;
    }

    /// <summary>The job's decision; null if the job does not answer and may be skipped.</summary>
    private async Task<GrantDecision?> AskJobAsync(Reservation taken, bool mayFail)
    {
        try
        {
            return await GrainFactory.Job(taken.Offer.Work.Job).GrantAsync(taken.Offer.Work, taken.Slot.Slot);
        }
        catch (Exception e)
        {
            // The wait keeps a job that cannot answer from delaying the rest.
            _scheduler.PutBack(taken, _clock.Now, _clock.Now + Tick);
            if (!mayFail)
                throw;
            LogJobSilent(e, taken.Offer.Work.Job.Tenant, taken.Offer.Work.Job.Job);
            return null;
        }
    }

    private async Task WaitAsync(Task arrival, TimeSpan left)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_deactivated.Token);
        await Task.WhenAny(arrival, _clock.Delay(left, timer.Token));
        await timer.CancelAsync();
    }

    private void WakePulls()
    {
        _arrival.TrySetResult();
        _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private bool IsNewest(string slot, object poll) =>
        _polls.TryGetValue(slot, out var newest) && ReferenceEquals(newest, poll);
}
