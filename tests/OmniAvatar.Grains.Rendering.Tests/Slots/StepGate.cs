using OmniAvatar.Identity;
using OmniAvatar.Testing;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>Slots without a model, the first of which to come to a step is held there until the test lets it
/// go.</summary>
internal sealed class StepGate(int holdBefore) : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();
    private int _arrivals;

    /// <summary>Whether who is held hears that it is to stop.</summary>
    public bool ObeysStop { get; init; } = true;

    /// <summary>Called before every step of a segment, on the work's thread.</summary>
    public Action<int> BeforeStep { get; set; } = _ => { };

    /// <summary>Ends when somebody is held.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromMinutes(2));

    public SteppedRenderer NewSlot(string numericClass = "device=stepped") =>
        new(new SteppedRendererOptions { NumericClass = new(numericClass), BeforeStep = Pass });

    public void Open() => _open.Set();

    public void Dispose() => _open.Dispose();

    private void Pass(WorkId work, int step, CancellationToken stopping)
    {
        BeforeStep(step);
        if (step != holdBefore || Interlocked.Increment(ref _arrivals) > 1)
            return;
        _reached.TrySetResult();
        _open.Wait(ObeysStop ? stopping : CancellationToken.None);
    }
}
