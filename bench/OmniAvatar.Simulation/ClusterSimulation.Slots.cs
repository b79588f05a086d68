using System.Globalization;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Simulation;

/// <summary>The slots' part: they pull, work, heartbeat, and are taken away without notice.</summary>
public sealed partial class ClusterSimulation
{
    private const double ConditioningSeconds = 30;
    private const double HeartbeatSeconds = 10;

    private void Join(bool isFast)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"slot{_joined++}");
        var slot = new SimulatedSlot(name, isFast, isFast ? _scenario.FastSpeed : 1);
        _slots.Add(name, slot);
        Become(slot, SlotState.Gone, SlotState.Idle);
        _time.In(-_scenario.MeanLife * Math.Log(1 - _random.NextDouble()), () => Die(slot));
        Pull(slot);
    }

    private void Begin(SimulatedSlot slot, WorkGrant grant, string? warmOn)
    {
        if (!slot.IsAlive)
            return;
        var isConditioning = grant.Work.IsConditioning;
        var full = isConditioning
            ? ConditioningSeconds
            : _scenario.SegmentSeconds * (1 + _scenario.Spread * (2 * _random.NextDouble() - 1));
        var saved = _losses.Resume(grant.Work, slot);
        var loads = slot.IsLoaded ? 0 : _scenario.LoadSeconds;
        var fetches = saved > 0 || (warmOn is not null && warmOn != slot.Name) ? _scenario.FetchSeconds : 0;
        var attempt = new Attempt(grant, _time.Now, loads + fetches, loads, saved, Math.Max(1, full - saved));
        slot.Attempt = attempt;

        Pass();
        _shares.Runs(grant.Work.Job.Tenant, 1, _time.Now);
        Become(slot, SlotState.Idle, loads > 0 ? SlotState.Loading : SlotState.Working);
        if (loads > 0)
            _time.In(loads, () => Load(slot));
        _time.In(attempt.Prepares + attempt.Left / slot.Speed, () => Finish(slot, attempt));
        _time.In(HeartbeatSeconds, () => Heartbeat(slot, attempt));
    }

    private void Load(SimulatedSlot slot)
    {
        if (!slot.IsAlive)
            return;
        slot.IsLoaded = true;
        Pass();
        Become(slot, SlotState.Loading, SlotState.Working);
    }

    private void Heartbeat(SimulatedSlot slot, Attempt attempt)
    {
        if (slot.Attempt != attempt)
            return;
        var progress = new RenderProgress(
            slot.IsLoaded ? RenderPhase.Denoise : RenderPhase.Load,
            (int)attempt.Worked(_time.Now),
            0
        );
        var renewal = _pool.Renew(attempt.Grant, slot.Describe(), progress, attempt.Usage(_time.Now), _time.Now);
        if (renewal != Renewal.Renewed)
            throw new InvalidOperationException($"{slot.Name} lost its lease although it is working.");
        _time.In(HeartbeatSeconds, () => Heartbeat(slot, attempt));
    }

    /// <summary>Commits, tells the job, which offers what follows, and pulls again.</summary>
    private void Finish(SimulatedSlot slot, Attempt attempt)
    {
        if (slot.Attempt != attempt)
            return;
        var job = _jobs[attempt.Grant.Work.Job];
        _losses.Forget(attempt.Grant.Work);
        job.Commit(attempt.Grant);
        NoteProgress(job);
        Offer(job);
        WakePulls();
        Stop(slot, attempt);
        Become(slot, SlotState.Working, SlotState.Idle);
        _pool.Release(attempt.Grant, attempt.Usage(_time.Now));
        Pull(slot);
    }

    private void NoteProgress(SimulatedJob job)
    {
        if (job.Id.Tenant == SmallTenant && job.ShotsDone > 0)
            _firstShot ??= (_time.Now - _smallArrived!.Value).TotalSeconds;
        if (job.IsDone)
            _unfinished--;
    }

    /// <summary>Taken away without notice: the pool finds out when its lease expires.</summary>
    private void Die(SimulatedSlot slot)
    {
        var state =
            slot.Attempt is null ? SlotState.Idle
            : slot.IsLoaded ? SlotState.Working
            : SlotState.Loading;
        slot.IsAlive = false;
        _slots.Remove(slot.Name);
        _pulling.Remove(slot);
        Pass();
        if (slot.Attempt is { } attempt)
        {
            _losses.Lose(attempt, slot, _time.Now);
            Stop(slot, attempt);
        }
        Become(slot, state, SlotState.Gone);
        _time.In(_scenario.Replacement, () => Join(slot.IsFast));
    }

    private void Stop(SimulatedSlot slot, Attempt attempt)
    {
        Pass();
        slot.Attempt = null;
        _shares.Runs(attempt.Grant.Work.Job.Tenant, -1, _time.Now);
    }

    private void Become(SimulatedSlot slot, SlotState from, SlotState to)
    {
        Pass();
        _meter.Change(from, to, slot.Speed);
    }
}
