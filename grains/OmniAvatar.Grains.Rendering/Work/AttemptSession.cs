using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt as its renderer sees it; no checkpoints are kept yet, so none is ever asked for.</summary>
internal sealed class AttemptSession(HeldWork held) : IRenderSession
{
    public CancellationToken Stopping => held.Stopping;

    public bool IsCheckpointDue => false;

    public void Report(RenderProgress progress) => held.Progress = progress;

    public T? Resume<T>(Func<string, T> open)
        where T : class => null;

    public void Keep(IRenderCheckpoint checkpoint) => checkpoint.Dispose();
}
