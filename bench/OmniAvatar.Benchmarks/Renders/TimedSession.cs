using System.Diagnostics;
using OmniAvatar.Artifacts;
using OmniAvatar.Rendering;
using OmniAvatar.Storage;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>Checkpoints that were stored, and the size of each.</summary>
public readonly record struct CheckpointCount(int Count, long Bytes);

/// <summary>
/// A slot's side of a segment without a cluster: checkpoints are due by time while none is on its way, and are written
/// and put into a directory store by another thread, as slots do it.
/// </summary>
internal sealed class TimedSession(string folder, TimeSpan? checkpointEvery) : IRenderSession, IDisposable
{
    private readonly DirectoryArtifactStore _store = new(Path.Combine(folder, "store"));
    private readonly Stopwatch _denoising = new();
    private TimeSpan _processorBefore;
    private readonly Stopwatch _sinceLast = new();
    private Task _putting = Task.CompletedTask;

    public CancellationToken Stopping => CancellationToken.None;

    public bool IsCheckpointDue => checkpointEvery is { } every && _sinceLast.Elapsed >= every && _putting.IsCompleted;

    /// <summary>From the first step to the end of the last.</summary>
    public TimeSpan Denoising => _denoising.Elapsed;

    /// <summary>Processor time of the whole process meanwhile: what other processes take from it does not
    /// show.</summary>
    public TimeSpan Processor { get; private set; }

    public CheckpointCount Kept { get; private set; }

    public void Report(RenderProgress progress)
    {
        if (progress.Phase == RenderPhase.Denoise && !_denoising.IsRunning)
        {
            _processorBefore = Environment.CpuUsage.TotalTime;
            _denoising.Start();
            _sinceLast.Start();
        }
        else if (progress.Phase != RenderPhase.Denoise && _denoising.IsRunning)
        {
            _denoising.Stop();
            Processor = Environment.CpuUsage.TotalTime - _processorBefore;
        }
    }

    public T? Resume<T>(Func<string, T> open)
        where T : class => null;

    public void Keep(IRenderCheckpoint checkpoint)
    {
        _sinceLast.Restart();
        _putting = Task.Run(() => PutAsync(checkpoint));
    }

    public void Dispose()
    {
        _putting.GetAwaiter().GetResult();
        _store.Dispose();
    }

    private async Task PutAsync(IRenderCheckpoint checkpoint)
    {
        using (checkpoint)
        {
            var path = Path.Combine(folder, $"{checkpoint.Step}");
            checkpoint.WriteTo(path);
            var part = await _store.PutFileAsync(
                "checkpoint",
                ArtifactName.Parse($"checkpoints/{checkpoint.Step}"),
                path,
                CancellationToken.None
            );
            Kept = new CheckpointCount(Kept.Count + 1, part.Bytes);
        }
    }
}
