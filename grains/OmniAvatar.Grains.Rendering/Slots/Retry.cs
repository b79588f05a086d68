namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>Tries again and again, with growing waits.</summary>
internal sealed class Retry(WorkClock clock, RenderSlotOptions options)
{
    /// <summary>Runs an action until it succeeds.</summary>
    /// <param name="action">Must be safe to repeat.</param>
    /// <param name="patience">Once this has passed, the action's failure is thrown; null for never.</param>
    /// <param name="onFailure">Told of each failure and the wait that follows.</param>
    public async Task UntilDoneAsync(
        Func<Task> action, TimeSpan? patience, Action<Exception, TimeSpan> onFailure, CancellationToken cancellation)
    {
        var began = clock.Now;
        for (var wait = options.FirstRetry; ; wait = Shorter(wait * 2, options.LongestRetry))
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && !(clock.Now - began + wait > patience))
            {
                onFailure(e, wait);
            }
            await clock.Delay(wait, cancellation);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
