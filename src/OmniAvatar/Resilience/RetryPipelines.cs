using Polly;
using Polly.Retry;

namespace OmniAvatar.Resilience;

/// <summary>The one place that says how anything is tried again: every wait between tries is Polly's.</summary>
public static class RetryPipelines
{
    /// <summary>A pipeline that tries again by one rule.</summary>
    /// <param name="time">Whose time the waits take.</param>
    /// <param name="backoff">How long they are.</param>
    /// <param name="again">Whether a failure is tried again.</param>
    public static ResiliencePipeline Create(TimeProvider time, Backoff backoff, Func<Exception, bool> again) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddBackoff(backoff, (failure, _) => again(failure))
            .Build();

    /// <summary>Tries again what the strategies that are added after this one let fail.</summary>
    /// <param name="builder">Its time provider is whose time the waits take.</param>
    /// <param name="backoff">How long they are.</param>
    /// <param name="again">Whether a failure is tried again.</param>
    /// <param name="onFailure">Called with each failure that is tried again, and the wait that follows.</param>
    public static ResiliencePipelineBuilder AddBackoff(
        this ResiliencePipelineBuilder builder,
        Backoff backoff,
        Func<Exception, ResilienceContext, bool> again,
        Action<Exception, TimeSpan>? onFailure = null
    )
    {
        var retry = new RetryStrategyOptions
        {
            ShouldHandle = tried =>
                ValueTask.FromResult(tried.Outcome.Exception is { } failure && again(failure, tried.Context)),
            MaxRetryAttempts = backoff.Retries,
            BackoffType = backoff.IsSteady ? DelayBackoffType.Constant : DelayBackoffType.Exponential,
            UseJitter = backoff.IsSpread,
            Delay = backoff.First,
            MaxDelay = backoff.Longest,
            OnRetry = tried =>
            {
                onFailure?.Invoke(tried.Outcome.Exception!, tried.RetryDelay);
                return ValueTask.CompletedTask;
            },
        };
        if (backoff.Randomizer is { } randomizer)
            retry.Randomizer = randomizer;
        return builder.AddRetry(retry);
    }
}
