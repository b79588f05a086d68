using System.Threading.RateLimiting;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>
/// Places that tenants share. No tenant has more than its part of them, so that others find one whatever it does; its
/// own requests wait for each other, so many at a time and so long.
/// </summary>
internal sealed class ConcurrentRequests : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<string> _places;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    /// <param name="places">Places in all.</param>
    /// <param name="share">The part that one tenant can have, above 0 and at most 1; it has one at least.</param>
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
        // Whoever waits here holds a place of its tenant's, so there are few.
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
    /// <param name="full">What to say where there is none in time.</param>
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
            // Its patience is at an end.
        }
        throw full();
    }

    public ValueTask DisposeAsync() => _places.DisposeAsync();
}
