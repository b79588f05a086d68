using Polly;
using Polly.Retry;

namespace OmniAvatar.Grains.Background;

/// <summary>
/// Tries again and again, with waits that grow and are spread, so that a store which comes back is not met by everybody
/// at once. Goes on where it was called: in a grain, on the grain's own scheduler.
/// </summary>
/// <param name="Clock">Whose time the waits take.</param>
/// <param name="First">About the first wait; it doubles up to <paramref name="Longest"/>.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="Spread">Whether waits are spread at random; without it they are exactly the first one, doubled.</param>
public sealed record Retries(WorkClock Clock, TimeSpan First, TimeSpan Longest, bool Spread = true)
{
    /// <summary>Runs an action until it succeeds.</summary>
    /// <param name="action">Must be safe to repeat.</param>
    /// <param name="onFailure">Told of each failure and the wait that follows.</param>
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

    /// <inheritdoc cref="UntilDoneAsync(Func{Task}, Action{Exception, TimeSpan}, CancellationToken, Func{Exception, TimeSpan, bool}?)"/>
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
        var began = Clock.Now;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = Clock.Time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = tried =>
                        ValueTask.FromResult(
                            tried.Outcome.Exception is { } failure
                                && !cancellation.IsCancellationRequested
                                && goesOn?.Invoke(failure, Clock.Now - began) != false
                        ),
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = Spread,
                    Delay = First,
                    MaxDelay = Longest,
                    OnRetry = retry =>
                    {
                        onFailure(retry.Outcome.Exception!, retry.RetryDelay);
                        return ValueTask.CompletedTask;
                    },
                }
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
