using Azure;
using OmniAvatar.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OmniAvatar.Storage;

/// <summary>How long the blob store is waited for.</summary>
public sealed record BlobResilience
{
    private static readonly ResiliencePropertyKey<long> Began = new("omniavatar.began");

    /// <summary>For requests: an account that does not answer is given up within about ten seconds, one that answers
    /// may take as long as its transfer takes.</summary>
    public static BlobResilience OfRequests { get; } =
        new()
        {
            FirstDelay = TimeSpan.FromMilliseconds(300),
            MaximumDelay = TimeSpan.FromSeconds(2),
            RetriesFor = TimeSpan.FromSeconds(3),
            SilenceTimeout = TimeSpan.FromSeconds(3),
            BlockBytes = 1 << 20,
        };

    /// <summary>Tries after the first. With the delays below, an account that is away for a minute is waited
    /// for.</summary>
    public int MaximumRetries { get; init; } = 8;

    /// <summary>The first delay; it doubles, with jitter, up to <see cref="MaximumDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its beginning something may be tried again; null for as long as there are
    /// retries.</summary>
    public TimeSpan? RetriesFor { get; init; }

    /// <summary>How long the account may stay silent: for a block to be taken, or for the next bytes to come. Default
    /// 100 s.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Files are put in blocks of this size, two at a time, since a block on its way is silence; null leaves
    /// it to the account's client.</summary>
    public int? BlockBytes { get; init; }

    /// <summary>How long one try may take, its transfer included.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the account is left alone after most tries of half a minute failed.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Retries around a circuit breaker around the time-out of one try.</summary>
    internal ResiliencePipeline Build(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddBackoff(
                new Backoff(FirstDelay, MaximumDelay) { Retries = MaximumRetries },
                (failure, context) => IsPassing(failure, context) && IsInTime(context, time)
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    ShouldHandle = args => ValueTask.FromResult(IsOutage(args.Outcome.Exception, args.Context)),
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = BreakDuration,
                }
            )
            .AddTimeout(TryTimeout)
            .Build();

    private bool IsInTime(ResilienceContext context, TimeProvider time)
    {
        if (RetriesFor is not { } most)
            return true;
        // Set by the first try that fails; what that took counts by its time-out alone.
        if (!context.Properties.TryGetValue(Began, out var began))
            context.Properties.Set(Began, began = time.GetTimestamp());
        return time.GetElapsedTime(began) < most;
    }

    private static bool IsPassing(Exception? e, ResilienceContext context) =>
        IsOutage(e, context) || e is BrokenCircuitException;

    // 0: no answer at all; 408, 429, 500 and above: the account's own word that it may go better later. A cancellation
    // that nobody here asked for is the client's own: the account was silent for too long.
    private static bool IsOutage(Exception? e, ResilienceContext context) =>
        e
            is TimeoutRejectedException
                or AggregateException
                or RequestFailedException { Status: 0 or 408 or 429 or >= 500 }
        || (e is OperationCanceledException && !context.CancellationToken.IsCancellationRequested);
}
