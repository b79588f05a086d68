namespace OmniAvatar.Benchmarks.Renders;

/// <summary>Threads of this process that do nothing but keep cores busy.</summary>
internal sealed class BusyLoops : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _ended;

    /// <summary>Starts them.</summary>
    public BusyLoops(int count)
    {
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Spin) { IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ended = true;
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Spin()
    {
        while (!_ended) { }
    }
}
