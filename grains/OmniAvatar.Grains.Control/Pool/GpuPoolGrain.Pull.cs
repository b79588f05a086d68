using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>The long poll.</summary>
public sealed partial class GpuPoolGrain
{
    public async Task<PullReply> PullAsync(PullRequest request)
    {
        _slots.Hear(request.Slot, _clock.Now);
        // 1. It holds nothing, but was granted something: the reply was lost, so it is given again.
        if (_leases.HeldBy(request.Slot.Slot) is { } lost) return Lend(lost, request);

        // 2. Only the slot's newest pull may take work; an older one was given up by its caller.
        var poll = _polls[request.Slot.Slot] = new object();
        try
        {
            var deadline = _clock.Now + _options.PullWait;
            while (true)
            {
                var arrival = _arrival.Task;
                if (await TakeAsync(request, poll) is { } grant) return Lend(grant, request);
                if (deadline - _clock.Now is var left && left <= TimeSpan.Zero) return new PullReply(null);
                if (!IsNewest(request.Slot.Slot, poll)) return new PullReply(null);
                await WaitAsync(arrival, left);
            }
        }
        finally
        {
            if (IsNewest(request.Slot.Slot, poll)) _polls.Remove(request.Slot.Slot);
        }
    }

    public Task LeaveAsync(string slot)
    {
        _slots.Remove(slot);
        _polls.Remove(slot);
        WakePulls();
        return Task.CompletedTask;
    }

    private PullReply Lend(WorkGrant grant, PullRequest request)
    {
        _leases.Add(grant, request.Observer, _clock.Now);
        LogGranted(grant.Work.Job.Tenant, grant.Work.Job.Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, grant.Slot);
        return new PullReply(grant);
    }

    /// <summary>Takes ready work until its job wants it done.</summary>
    private async Task<WorkGrant?> TakeAsync(PullRequest request, object poll)
    {
        while (IsNewest(request.Slot.Slot, poll) && _ready.Take(request.Slot.Slot, _clock.Now) is { } offer)
        {
            if (await AskJobAsync(offer, request.Slot.Slot) is GrantDecision.Go go)
                return new WorkGrant(offer.Work, go.Attempt, request.Slot.Slot, _options.Lease);
        }
        return null;
    }

    private async Task<GrantDecision> AskJobAsync(WorkOffer offer, string slot)
    {
        _granting.Add(offer.Work);
        try
        {
            return await GrainFactory.Job(offer.Work.Job).GrantAsync(offer.Work, slot);
        }
        catch
        {
            // Behind the others, and not at once: a job that cannot answer must not hold up the rest.
            _ready.Add(offer, _clock.Now, _clock.Now + LeaseCheck);
            throw;
        }
        finally
        {
            _granting.Remove(offer.Work);
        }
    }

    private async Task WaitAsync(Task arrival, TimeSpan left)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_deactivated.Token);
        await Task.WhenAny(arrival, _clock.Delay(left, timer.Token));
        await timer.CancelAsync();
    }

    private bool IsNewest(string slot, object poll) => _polls.TryGetValue(slot, out var newest) && ReferenceEquals(newest, poll);
}
