using System.Net;
using System.Threading.RateLimiting;

namespace OmniAvatar.Silos.Gateway.Dashboard;

/// <summary>Counts wrong admin keys by address: after ten in a minute no key from there is looked at until the minute
/// is over.</summary>
internal sealed class AdminGuesses : IAsyncDisposable
{
    /// <summary>How long an address is shut out at most.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly FixedWindowRateLimiterOptions Limit = new() { PermitLimit = 10, Window = Window };

    private readonly PartitionedRateLimiter<IPAddress> _guesses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => Limit)
    );

    /// <summary>Whether a key from an address is looked at.</summary>
    public bool MayGuess(IPAddress? address)
    {
        using var lease = _guesses.AttemptAcquire(address ?? IPAddress.None, 0);
        return lease.IsAcquired;
    }

    /// <summary>Notes a wrong key.</summary>
    public void Count(IPAddress? address) => _guesses.AttemptAcquire(address ?? IPAddress.None).Dispose();

    public ValueTask DisposeAsync() => _guesses.DisposeAsync();
}
