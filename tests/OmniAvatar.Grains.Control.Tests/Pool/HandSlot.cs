using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Tests.Pool;

/// <summary>A slot that does what a test says.</summary>
internal sealed class HandSlot : ISlotObserver
{
    private readonly IGpuPoolGrain _pool;
    private readonly ISlotObserver _self;
    private readonly string _name;

    public HandSlot(IGrainFactory grains, string name)
    {
        (_pool, _name) = (grains.Pool(), name);
        _self = grains.CreateObjectReference<ISlotObserver>(this);
    }

    public TaskCompletionSource<WorkGrant> Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<WorkGrant?> PullAsync() => (await _pool.PullAsync(new PullRequest(Describe(), _self))).Grant;

    public Task<LeaseVerdict> HeartbeatAsync(WorkGrant grant, AttemptUsage usage = default) =>
        _pool.HeartbeatAsync(new Heartbeat(grant, Describe(), _self, RenderPhase.Denoise, 1, usage));

    public Task ReleaseAsync(WorkGrant grant) => _pool.ReleaseAsync(grant, default);

    public Task OnStopAsync(WorkGrant grant)
    {
        Stopped.TrySetResult(grant);
        return Task.CompletedTask;
    }

    private SlotDescription Describe() => new(_name, ["model"], "model", "device=hand", 0);
}
