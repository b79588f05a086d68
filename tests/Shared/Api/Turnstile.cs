namespace OmniAvatar.Tests.Api;

/// <summary>Holds the renderer before its next step while it is closed, or lets the step fail.</summary>
internal sealed class Turnstile : IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public bool Fail { get; set; }

    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public void Pass(CancellationToken stopping)
    {
        _open.Wait(stopping);
        if (Fail)
            throw new RenderFailedException("The renderer is out of order.");
    }

    public void Dispose() => _open.Dispose();
}
