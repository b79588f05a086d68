using OmniAvatar.Grains.Rendering.Checkpoints;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt as its renderer sees it. Used on the work's thread alone.</summary>
internal sealed class AttemptSession(
    HeldWork held,
    EarlierCheckpoints earlier,
    CheckpointKeeper keeper,
    AttemptRecord record,
    WorkClock clock,
    TimeSpan checkpointEvery
) : IRenderSession
{
    private TimeSpan _last = clock.Now;

    public CancellationToken Stopping => held.Stopping;

    /// <summary>Never while one is still on its way: the work is not held up, and no more than one copy is in
    /// memory.</summary>
    public bool IsCheckpointDue => held.IsLeaving || clock.Now - _last >= checkpointEvery && !keeper.IsBusy;

    public void Report(RenderProgress progress)
    {
        // Work that a checkpoint saves begins with the first step.
        if (progress.Phase == RenderPhase.Denoise && held.Progress.Phase != RenderPhase.Denoise)
            _last = clock.Now;
        held.Report(progress);
        record.Report(progress);
    }

    public T? Resume<T>(Func<string, T> open)
        where T : class
    {
        foreach (var checkpoint in earlier.Names)
        {
            try
            {
                var opened = open(earlier.Fetch(checkpoint, held.Stopping));
                record.Resumed(checkpoint);
                return opened;
            }
            catch (Exception e) when (!held.Stopping.IsCancellationRequested)
            {
                // A damaged checkpoint can make its reader throw any exception. A checkpoint only saves time, so it is
                // skipped.
                record.PassedOver(checkpoint, e);
            }
        }
        return null;
    }

    public void Keep(IRenderCheckpoint checkpoint)
    {
        keeper.Keep(checkpoint);
        _last = clock.Now;
        if (held.IsLeaving)
            held.Stop();
    }
}
