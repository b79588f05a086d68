namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// Does one thing in a grain's background whenever asked. Asked while it does, it goes round once more; when the thing fails, it
/// waits, longer each time, and tries again.
/// </summary>
/// <param name="round">Must be safe to repeat.</param>
/// <param name="clock">Whose time the waits take.</param>
/// <param name="options">How long the waits are.</param>
/// <param name="onFailure">Told of each failure and the wait that follows.</param>
/// <param name="stop">Ends the loop.</param>
internal sealed class BackgroundLoop(
    Func<Task> round, WorkClock clock, JobControlOptions options, Action<Exception, TimeSpan> onFailure, CancellationToken stop)
{
    private bool _running;
    private bool _asked;

    public void Ask()
    {
        _asked = true;
        if (!_running) RunAsync().Ignore();
    }

    private async Task RunAsync()
    {
        _running = true;
        var wait = options.FirstRetry;
        while (_asked && !stop.IsCancellationRequested)
        {
            _asked = false;
            try
            {
                await round();
                wait = options.FirstRetry;
            }
            catch (Exception e)
            {
                onFailure(e, wait);
                await clock.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < options.LongestRetry ? wait * 2 : options.LongestRetry;
                _asked = true;
            }
        }
        _running = false;
    }
}
