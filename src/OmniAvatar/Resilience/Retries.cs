using Polly;

namespace OmniAvatar.Resilience;

/// <summary>
/// Tries again and again, for as long as it takes or the caller wants. Goes on where it was called: in a grain, on the
/// grain's own scheduler.
/// </summary>
/// <param name="Time">Whose time the waits take.</param>
/// <param name="Backoff">How long they are.</param>
public sealed record Retries(TimeProvider Time, Backoff Backoff)
{
    /// <summary>Runs an action until it succeeds.</summary>
    /// <param name="action">Must be safe to repeat.</param>
    /// <param name="onFailure">Called with each failure and the wait that follows.</param>
    /// <param name="cancellation">Ends the waiting. Cancelled before, the action is tried once.</param>
    /// <param name="goesOn">Whether a failure is tried again, by the failure and the time since the first try; null for
    /// always.</param>
    public Task UntilDoneAsync(
        Func<Task> action,
        Action<Exception, TimeSpan> onFailure,
        CancellationToken cancellation,
        Func<Exception, TimeSpan, bool>? goesOn = null
    ) =>
        UntilDoneAsync(
            async () =>
            {
                await action();
                return true;
            },
            onFailure,
            cancellation,
            goesOn
        );

    /// <inheritdoc cref="UntilDoneAsync(Func{Task}, Action{Exception, TimeSpan}, CancellationToken, Func{Exception,
    /// TimeSpan, bool}?)"/>
    /// <returns>What the action came to.</returns>
    public async Task<T> UntilDoneAsync<T>(
        Func<Task<T>> action,
        Action<Exception, TimeSpan> onFailure,
        CancellationToken cancellation,
        Func<Exception, TimeSpan, bool>? goesOn = null
    )
    {
        if (cancellation.IsCancellationRequested)
            return await action();
        var began = Time.GetTimestamp();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = Time }
            .AddBackoff(
                Backoff,
                (failure, _) =>
                    !cancellation.IsCancellationRequested
                    && goesOn?.Invoke(failure, Time.GetElapsedTime(began)) != false,
                onFailure
            )
            .Build();
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellation);
        try
        {
            return await pipeline.ExecuteAsync(async _ => await action(), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
