using OmniAvatar.Grains.Background;
using OmniAvatar.Resilience;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Does one thing in a grain's background on request. A request during a round causes one more round. After a
/// failure it waits, longer each time, and tries again.</summary>
/// <param name="name">What it is, for logs and health.</param>
/// <param name="round">Must be safe to repeat.</param>
/// <param name="loops">Watches over it.</param>
/// <param name="retries">How long the waits are.</param>
/// <param name="onFailure">Called with each failure and the wait that follows.</param>
/// <param name="stop">Ends the loop.</param>
internal sealed class BackgroundLoop(
    string name,
    Func<Task> round,
    BackgroundLoops loops,
    Retries retries,
    Action<Exception, TimeSpan> onFailure,
    CancellationToken stop
)
{
    private bool _running;
    private bool _asked;

    public void Ask()
    {
        _asked = true;
        if (!_running)
            _ = loops.KeepAsync(name, RunAsync, stop);
    }

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            while (_asked && !stop.IsCancellationRequested)
            {
                _asked = false;
                await retries.UntilDoneAsync(round, onFailure, stop);
            }
        }
        finally
        {
            _running = false;
        }
    }
}
