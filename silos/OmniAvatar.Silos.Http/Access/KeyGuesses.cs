using System.Net;
using System.Threading.RateLimiting;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Counts wrong keys by address: after ten in a minute, keys from that address are refused unread until the
/// minute is over.</summary>
public sealed class KeyGuesses : IAsyncDisposable
{
    /// <summary>The longest time for which an address is refused.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly FixedWindowRateLimiterOptions Limit = new() { PermitLimit = 10, Window = Window };

    private readonly PartitionedRateLimiter<IPAddress> _guesses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => Limit)
    );

    /// <summary>Whether keys from an address are read.</summary>
    public bool MayGuess(IPAddress? address)
    {
        using var lease = _guesses.AttemptAcquire(address ?? IPAddress.None, 0);
        return lease.IsAcquired;
    }

    /// <summary>Counts a wrong key.</summary>
    public void Count(IPAddress? address) => _guesses.AttemptAcquire(address ?? IPAddress.None).Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _guesses.DisposeAsync();
}
