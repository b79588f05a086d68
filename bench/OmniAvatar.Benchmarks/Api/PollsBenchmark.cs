using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>Clients that ask for a video's status, one request after another, against the same clients at a bare
/// endpoint that answers with as many bytes; in turns, so that the machine's speed drifts for both.</summary>
internal static class PollsBenchmark
{
    private const int Rounds = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(
        GatewayProcess gateway,
        string key,
        string video,
        int clients,
        CancellationToken cancellation
    )
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var path = new Uri(gateway.Address, $"v1/videos/{video}");
        var answer = await http.GetStringAsync(path, cancellation);
        await using var bare = await StartBareAsync(answer.Length);
        var bareAt = new Uri(
            await bare.WaitForLineAsync(line => line.StartsWith("http", StringComparison.Ordinal), WarmUp * 10)
        );

        List<Polls> ours = [],
            theirs = [];
        await AskAsync(http, path, clients, WarmUp, cancellation);
        await AskAsync(http, bareAt, clients, WarmUp, cancellation);
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await AskAsync(http, bareAt, clients, Measured, cancellation));
            ours.Add(await AskAsync(http, path, clients, Measured, cancellation));
        }

        var ratio = ours.Zip(theirs, (api, plain) => api.Rate / plain.Rate);
        ApiBenchmark.Say(
            $"bare endpoint: {Median(theirs, p => p.Rate):0} a second, p99 {Median(theirs, p => p.P99):0.0} ms"
        );
        ApiBenchmark.Say(
            $"status polls of {clients} clients: {Median(ours, p => p.Rate):0} a second, p99 {Median(ours, p => p.P99):0.0} ms, {ours.Sum(p => p.Failed)} failed"
        );
        ApiBenchmark.Say($"status polls over bare endpoint: {Statistics.Median(ratio):0.000} (aim 0.5)");
    }

    private static async Task<ServerProcess> StartBareAsync(int bytes)
    {
        var program = typeof(PollsBenchmark).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, BareEndpoint.Name, $"{bytes}"]);
        return await Task.FromResult(new ServerProcess(BareEndpoint.Name, start));
    }

    private static async Task<Polls> AskAsync(
        HttpClient http,
        Uri path,
        int clients,
        TimeSpan span,
        CancellationToken cancellation
    )
    {
        var times = new ConcurrentBag<double>();
        var failed = 0;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async _ =>
                {
                    while (TimeProvider.System.GetElapsedTime(began) < span)
                    {
                        var asked = TimeProvider.System.GetTimestamp();
                        using var answer = await http.GetAsync(path, cancellation);
                        await answer.Content.CopyToAsync(Stream.Null, cancellation);
                        times.Add(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds);
                        if (!answer.IsSuccessStatusCode)
                            Interlocked.Increment(ref failed);
                    }
                })
        );
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        double[] sorted = [.. times.Order()];
        return new Polls(sorted.Length / seconds, ListenersBenchmark.At(sorted, 0.99), failed);
    }

    private static double Median(List<Polls> rounds, Func<Polls, double> figure) =>
        Statistics.Median(rounds.Select(figure));

    private sealed record Polls(double Rate, double P99, int Failed);
}
