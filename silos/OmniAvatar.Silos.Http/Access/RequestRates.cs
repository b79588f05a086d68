using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Bounds the requests that come with one key. A client with many connections waits for its turns here,
/// without costing much; so it slows itself down, and not others.</summary>
internal sealed class RequestRates : IEndpointFilter, IAsyncDisposable
{
    /// <summary>How far requests may come at once, and how long one may wait, as seconds of the rate.</summary>
    private const double BurstSeconds = 2,
        WaitingSeconds = 10;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<string>? _keys;

    public RequestRates(IOptions<VideoApiOptions> options)
    {
        if (options.Value.RequestsPerSecond is { } rate)
            _keys = PartitionedRateLimiter.Create<string, string>(key =>
                RateLimitPartition.GetTokenBucketLimiter(key, _ => Limit(rate))
            );
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_keys is not null && context.HttpContext.User.FindFirstValue(Caller.KeyClaim) is { } key)
            await TakeTurnAsync(_keys, key, context.HttpContext.RequestAborted);
        return await next(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_keys is not null)
            await _keys.DisposeAsync();
    }

    private static async Task TakeTurnAsync(
        PartitionedRateLimiter<string> keys,
        string key,
        CancellationToken cancellation
    )
    {
        using var turn = await keys.AcquireAsync(key, 1, cancellation);
        if (!turn.IsAcquired)
            throw Refusals.TooManyRequests(
                turn.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1)
            );
    }

    private static TokenBucketRateLimiterOptions Limit(double rate)
    {
        // A bucket is filled with whole tokens, so a slow rate needs a longer period.
        var tokens = Math.Max(1, (int)(rate * Period.TotalSeconds));
        return new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / rate),
            TokenLimit = Math.Max(tokens, (int)(rate * BurstSeconds)),
            QueueLimit = (int)(rate * WaitingSeconds),
        };
    }
}
