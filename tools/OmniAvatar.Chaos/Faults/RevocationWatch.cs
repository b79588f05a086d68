using System.Collections.Concurrent;
using System.Diagnostics;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Runs;

namespace OmniAvatar.Chaos.Faults;

/// <summary>Learns from the gateways' logs when leases were revoked.</summary>
internal sealed class RevocationWatch
{
    private readonly ConcurrentDictionary<string, long> _revoked = new();

    public RevocationWatch(ChaosCluster cluster)
    {
        foreach (var gateway in cluster.Gateways)
            gateway.Said += Hear;
    }

    /// <summary>The time stamp of a gateway's message, or null.</summary>
    public long? Find(OpenAttempt attempt)
    {
        var what = attempt.Work.IsConditioning
            ? "shot -1 segment -1"
            : $"shot {attempt.Work.Shot} segment {attempt.Work.Segment}";
        return _revoked.TryGetValue($"{attempt.Work.Job} {what} attempt {attempt.Attempt}", out var at) ? at : null;
    }

    // "Revoked tenant/job shot 0 segment 1 attempt 2 from slot"
    private void Hear(string line)
    {
        const string word = "Revoked ";
        var start = line.IndexOf(word, StringComparison.Ordinal);
        var end = start < 0 ? -1 : line.IndexOf(" from ", start, StringComparison.Ordinal);
        if (end > 0)
            _revoked.TryAdd(line[(start + word.Length)..end], Stopwatch.GetTimestamp());
    }
}
