using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>
/// One thread that does one blocking thing after another, so that minutes of work never occupy the silo's own threads. Where both want a
/// processor, the silo goes first: this thread and all that it starts, libtorch's workers and encoders among them, are nicer.
/// </summary>
internal sealed partial class WorkThread : IDisposable
{
    /// <summary>
    /// Four fifths of the weight of threads at 0: enough that probes and heartbeats, which sleep most of the time, go first. Linux weighs
    /// threads of all programs alike, so more would make a render give way to every other program of the machine.
    /// </summary>
    private const int Niceness = 1;

    private const int OfThread = 0;
    private const int Calling = 0;

    private readonly BlockingCollection<Action> _queue = [];

    public WorkThread(string name) => new Thread(Work) { Name = name, IsBackground = true }.Start();

    /// <summary>Runs a function on the thread; the task ends as the function does.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose() => _queue.CompleteAdding();

    private void Work()
    {
        // Linux keeps priorities by thread, and .NET's own ThreadPriority does nothing there. Where it is refused, so be it.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfThread, Calling, Niceness);
        foreach (var action in _queue.GetConsumingEnumerable()) action();
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
