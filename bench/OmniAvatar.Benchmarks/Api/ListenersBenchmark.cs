using System.Collections.Concurrent;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Client;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>Many listeners of one video's events: what they cost the gateway, and how long after a segment's commit, by
/// the renderer's journal, each hears of it.</summary>
internal static class ListenersBenchmark
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(
        ChaosCluster cluster,
        GatewayProcess gateway,
        string key,
        string video,
        int count,
        CancellationToken cancellation
    )
    {
        var heard = new ConcurrentQueue<(int Segments, DateTimeOffset At)>();
        var (idle, idleCpu) = (
            ProcessMemory.ResidentBytes(gateway.Id),
            await CpuAsync(gateway, Settling, cancellation)
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var http = VideoClient.For(gateway.Address.AbsoluteUri, key);
        var listeners = Enumerable
            .Range(0, count)
            .Select(_ => ListenAsync(new VideoClient(http), video, heard, stop.Token))
            .ToArray();
        await Task.Delay(Settling, cancellation);
        heard.Clear();

        var cpu = await CpuAsync(gateway, Measured, cancellation);
        var resident = ProcessMemory.ResidentBytes(gateway.Id);
        var failed = listeners.Count(listener => listener.IsCompleted);
        await stop.CancelAsync();
        await Task.WhenAll(listeners).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var delays = Delays(cluster, video, heard);
        ApiBenchmark.Say($"listeners: {count}, of which {failed} ended early; events heard: {delays.Length}");
        ApiBenchmark.Say($"gateway's memory: {idle / 1e6:0} MB before, {resident / 1e6:0} MB with them");
        ApiBenchmark.Say($"gateway's CPU: {idleCpu:0.00} cores before, {cpu:0.00} with them");
        ApiBenchmark.Say($"commit to event: median {At(delays, 0.5):0} ms, p99 {At(delays, 0.99):0} ms");
    }

    internal static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];

    private static async Task ListenAsync(
        VideoClient client,
        string video,
        ConcurrentQueue<(int, DateTimeOffset)> heard,
        CancellationToken cancellation
    )
    {
        var known = 0;
        await foreach (var happened in client.EventsAsync(video, null, cancellation))
        {
            var segments = happened.Progress?.SegmentsDone ?? happened.Video?.Details?.SegmentsDone ?? 0;
            if (segments <= known)
                continue;
            known = segments;
            heard.Enqueue((segments, TimeProvider.System.GetUtcNow()));
        }
    }

    /// <summary>From the commit of the last segment that an event counts to the event, in milliseconds,
    /// sorted.</summary>
    private static double[] Delays(
        ChaosCluster cluster,
        string video,
        IEnumerable<(int Segments, DateTimeOffset At)> heard
    )
    {
        var commits = JournalReader
            .Read(cluster.Journals)
            .Where(attempt => attempt.Work.Job.EndsWith($"/{video}", StringComparison.Ordinal))
            .Where(attempt => attempt is { Work.IsConditioning: false, End: AttemptEnd.Won })
            .Select(attempt => attempt.Ended!.Value)
            .Order()
            .ToArray();
        return
        [
            .. heard
                .Where(told => told.Segments <= commits.Length)
                .Select(told => (told.At - commits[told.Segments - 1]).TotalMilliseconds)
                .Order(),
        ];
    }

    private static async Task<double> CpuAsync(GatewayProcess gateway, TimeSpan span, CancellationToken cancellation)
    {
        var (before, began) = (ApiBenchmark.ProcessorSeconds(gateway.Id), TimeProvider.System.GetTimestamp());
        await Task.Delay(span, cancellation);
        var used = ApiBenchmark.ProcessorSeconds(gateway.Id) - before;
        return used / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
