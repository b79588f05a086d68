using System.Collections.Concurrent;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>
/// One thread that does one blocking thing after another, so that minutes of work never occupy the silo's own threads.
/// Its priority is theirs: Linux weighs threads of all programs alike, so a lower one would make a render give way to
/// every other program of the machine, and the silo's threads, which sleep most of the time, are served first without
/// it.
/// </summary>
internal sealed class WorkThread : IDisposable
{
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
        foreach (var action in _queue.GetConsumingEnumerable())
            action();
    }
}
