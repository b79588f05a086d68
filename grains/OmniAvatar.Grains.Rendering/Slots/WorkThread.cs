using System.Collections.Concurrent;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>One thread that runs blocking functions one after another, so that long work never occupies the silo's
/// threads. It has their priority. A lower priority would make a render give way to every other program of the machine,
/// and the silo's threads sleep most of the time, so the system runs them first anyway.</summary>
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
