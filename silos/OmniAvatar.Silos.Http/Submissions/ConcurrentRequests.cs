using System.Threading.RateLimiting;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Places that tenants share. No tenant has more than its share, so others always find a place. A tenant's own
/// requests wait for each other, with limits on their number and time.</summary>
internal sealed class ConcurrentRequests : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<string> _places;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    /// <param name="places">Places in all.</param>
    /// <param name="share">The share of one tenant, above 0 and at most 1; a tenant has at least one place.</param>
    /// <param name="waiting">Requests of a tenant that may wait.</param>
    /// <param name="patience">How long a request waits.</param>
    /// <param name="time">The clock of the waiting.</param>
    public ConcurrentRequests(int places, double share, int waiting, TimeSpan patience, TimeProvider time)
    {
        (_patience, _time) = (patience, time);
        var own = new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Max(1, (int)(places * share)),
            QueueLimit = waiting,
        };
        // Only requests that hold one of their tenant's places wait here, so there are few.
        var all = new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = int.MaxValue };
        _places = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, string>(tenant =>
                RateLimitPartition.GetConcurrencyLimiter(tenant, _ => own)
            ),
            PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetConcurrencyLimiter("", _ => all))
        );
    }

    /// <summary>Waits for a place; disposing it gives it back.</summary>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="full">The refusal if no place becomes free in time.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">None became free.</exception>
    public async Task<IDisposable> TakeAsync(string tenant, Func<ApiException> full, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var place = await _places.AcquireAsync(tenant, 1, stop.Token);
            if (place.IsAcquired)
                return place;
            place.Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It has waited too long.
        }
        throw full();
    }

    public ValueTask DisposeAsync() => _places.DisposeAsync();
}
