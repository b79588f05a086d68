using Azure;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OmniAvatar.Storage;

/// <summary>How long the blob store is waited for.</summary>
public sealed record BlobResilience
{
    /// <summary>Tries after the first. With the delays below, an account that is away for a minute is waited for.</summary>
    public int MaximumRetries { get; init; } = 8;

    /// <summary>The first delay; it doubles, with jitter, up to <see cref="MaximumDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try may take, its transfer included.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the account is left alone after most tries of half a minute failed.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Retries around a circuit breaker around the time-out of one try.</summary>
    internal ResiliencePipeline Build(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsPassing),
            MaxRetryAttempts = MaximumRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
            MaxDelay = MaximumDelay,
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsOutage),
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = BreakDuration,
        })
        .AddTimeout(TryTimeout)
        .Build();

    private static bool IsPassing(Exception e) => IsOutage(e) || e is BrokenCircuitException;

    // 0: no answer at all; 408, 429, 500 and above: the account's own word that it may go better later.
    private static bool IsOutage(Exception e) =>
        e is TimeoutRejectedException or AggregateException or RequestFailedException { Status: 0 or 408 or 429 or >= 500 };
}
