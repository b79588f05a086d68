using System.Net;
using System.Net.Http.Headers;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>One tenant asks for its videos over many connections, one request after another; another asks for a video's
/// status twenty times a second. How long the other waits, against the same without the first.</summary>
internal static class FloodBenchmark
{
    private const int Rounds = 3;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="gateway">The gateway.</param>
    /// <param name="name">What it is called in the figures.</param>
    /// <param name="flooder">The key of the tenant that floods.</param>
    /// <param name="key">The key of the other.</param>
    /// <param name="video">The video that the other asks for.</param>
    /// <param name="connections">Of the flood.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(
        Uri gateway,
        string name,
        string flooder,
        string key,
        string video,
        int connections,
        CancellationToken cancellation
    )
    {
        using var theirs = ClientOf(flooder);
        using var ours = ClientOf(key);
        var status = new Uri(gateway, $"v1/videos/{video}");
        var list = new Uri(gateway, "v1/videos");
        List<Waits> idle = [],
            flooded = [];
        await AskAsync(ours, status, Settling, cancellation);
        for (var round = 0; round < Rounds; round++)
        {
            idle.Add(await AskAsync(ours, status, Measured, cancellation));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var flood = Enumerable.Range(0, connections).Select(_ => FloodAsync(theirs, list, stop.Token)).ToArray();
            // The first requests of a flood find the rest of an idle key's turns.
            await Task.Delay(Settling, cancellation);
            flooded.Add(await AskAsync(ours, status, Measured, cancellation));
            await stop.CancelAsync();
            var answers = await Task.WhenAll(flood);
            ApiBenchmark.Say(
                $"{name}: the flood had {answers.Sum(a => a.Done)} answers, {answers.Sum(a => a.Refused)} refusals"
            );
        }
        foreach (var (what, of) in ((string, Func<Waits, double>)[])[("median", w => w.Median), ("p99", w => w.P99)])
        {
            var ratio = Statistics.Median(idle.Zip(flooded, (before, beside) => of(beside) / of(before)));
            var (alone, beside) = (Statistics.Median(idle.Select(of)), Statistics.Median(flooded.Select(of)));
            ApiBenchmark.Say(
                $"{name}: {what} {alone:0.0} ms alone, {beside:0.0} ms beside a flood, ratio {ratio:0.00} (aim 2)"
            );
        }
    }

    private static HttpClient ClientOf(string key)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static async Task<Waits> AskAsync(HttpClient http, Uri path, TimeSpan span, CancellationToken cancellation)
    {
        var waits = new List<double>();
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < span)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await http.GetStringAsync(path, cancellation);
            waits.Add(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds);
            await Task.Delay(Pause, cancellation);
        }
        double[] sorted = [.. waits.Order()];
        return new Waits(ListenersBenchmark.At(sorted, 0.5), ListenersBenchmark.At(sorted, 0.99));
    }

    private static async Task<(int Done, int Refused)> FloodAsync(
        HttpClient http,
        Uri path,
        CancellationToken cancellation
    )
    {
        var (done, refused) = (0, 0);
        try
        {
            while (true)
            {
                using var answer = await http.GetAsync(path, cancellation);
                await answer.Content.CopyToAsync(Stream.Null, cancellation);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                    refused++;
                else
                    done++;
            }
        }
        catch (OperationCanceledException)
        {
            return (done, refused);
        }
    }

    /// <summary>In milliseconds.</summary>
    private sealed record Waits(double Median, double P99);
}
