using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Checkpoints;

/// <summary>Stores one attempt's checkpoints while it denoises: one at a time, and only the newest if several wait. An
/// older checkpoint is removed once a newer one is stored.</summary>
internal sealed class CheckpointKeeper(
    IArtifactStore store,
    WorkGrant grant,
    NumericClass numericClass,
    string folder,
    AttemptRecord record
) : IDisposable
{
    private const string Role = "checkpoint";

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private IRenderCheckpoint? _next;
    private ArtifactName? _last;
    private Task _putting = Task.CompletedTask;
    private bool _isPutting;

    /// <summary>Whether one is on its way.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
                return _isPutting;
        }
    }

    /// <summary>Whether the attempt has anything in the store, or may have.</summary>
    public bool HasKept { get; private set; }

    /// <summary>Takes over a checkpoint; one that still waits to be written is dropped for it.</summary>
    public void Keep(IRenderCheckpoint checkpoint)
    {
        IRenderCheckpoint? overtaken;
        lock (_lock)
        {
            (overtaken, _next) = (_next, checkpoint);
            HasKept = true;
            if (!_isPutting)
            {
                _isPutting = true;
                _putting = Task.Run(PutAllAsync);
            }
        }
        overtaken?.Dispose();
    }

    /// <summary>Ends when everything kept is in the store, or could not be put there.</summary>
    public Task SettleAsync() => _putting;

    /// <summary>Cancels the write in progress, and returns when it has ended.</summary>
    public async Task StopAsync()
    {
        IRenderCheckpoint? dropped;
        lock (_lock)
            (dropped, _next) = (_next, null);
        dropped?.Dispose();
        await _stop.CancelAsync();
        await _putting;
    }

    public void Dispose() => _stop.Dispose();

    private async Task PutAllAsync()
    {
        while (Take() is { } checkpoint)
            await TryPutAsync(checkpoint);
    }

    private IRenderCheckpoint? Take()
    {
        lock (_lock)
        {
            (var taken, _next) = (_next, null);
            _isPutting = taken is not null;
            return taken;
        }
    }

    /// <summary>A checkpoint that cannot be stored costs only the steps since the last one, and only if the slot
    /// dies.</summary>
    private async Task TryPutAsync(IRenderCheckpoint checkpoint)
    {
        try
        {
            using var taken = checkpoint;
            var name = new CheckpointName(grant.Attempt, checkpoint.Step, numericClass.Hash).Of(grant.Work);
            var local = Path.Combine(folder, Path.GetFileName(name.Value));
            checkpoint.WriteTo(local);
            var part = await store.PutFileAsync(Role, name, local, _stop.Token);
            record.CheckpointKept(checkpoint.Step, part.Bytes);
            if (_last is { } older)
                await store.DeleteAsync(older, _stop.Token);
            _last = name;
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested)
                record.CheckpointNotKept(e, checkpoint.Step);
        }
    }
}
