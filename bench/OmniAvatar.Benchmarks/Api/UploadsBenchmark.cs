using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>Many submissions of 20 MB that four tenants send at once to a gateway that has had one: its memory before,
/// at most meanwhile, and a minute after. No renderer is there, so that the gateway rests before and after. A client
/// that is told to come again does so.</summary>
internal static class UploadsBenchmark
{
    private const int Tenants = 4;
    private const int Rate = 96_000;
    private const int SoundSeconds = 104;
    private const double AimBytes = 300e6;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        ChaosCluster cluster,
        string picture,
        string model,
        int count,
        CancellationToken cancellation
    )
    {
        await cluster.Renderers[0].DisposeAsync();
        await using var gateway = GatewayProcess.Start(cluster.Address);
        await gateway.WaitUntilReadyAsync();
        var keys = await KeysAsync(cluster);
        var sound = Sound();
        using var http = new HttpClient { BaseAddress = gateway.Address, Timeout = Timeout.InfiniteTimeSpan };
        await SubmitAsync(http, keys[0], picture, sound, model, cancellation);
        await Task.Delay(Rest, cancellation);
        var idle = ProcessMemory.ResidentBytes(gateway.Id);

        var began = TimeProvider.System.GetTimestamp();
        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(i => SubmitAsync(http, keys[i % Tenants], picture, sound, model, cancellation))
        );
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var peak = ProcessMemory.PeakBytes(gateway.Id);
        await Task.Delay(Rest, cancellation);
        var after = ProcessMemory.ResidentBytes(gateway.Id);

        ApiBenchmark.Say(
            $"uploads: {count} of {sound.Length / 1e6:0} MB in {took:0} s, {tries.Sum() - count} told to come again"
        );
        ApiBenchmark.Say(
            $"gateway's memory: {idle / 1e6:0} MB before, {peak / 1e6:0} MB at most, {after / 1e6:0} MB a minute after"
        );
        ApiBenchmark.Say($"at most above idle: {(peak - idle) / 1e6:0} MB (aim below {AimBytes / 1e6:0})");
        ApiBenchmark.Say($"a minute after above idle: {(after - idle) / 1e6:0} MB");
    }

    private static async Task<string[]> KeysAsync(ChaosCluster cluster)
    {
        var keys = new string[Tenants];
        for (var tenant = 0; tenant < Tenants; tenant++)
            keys[tenant] = await ChaosMachine.AddTenantAsync(
                cluster.Address,
                string.Create(CultureInfo.InvariantCulture, $"uploader-{tenant}")
            );
        return keys;
    }

    /// <summary>Submits until it is taken; how often it was tried.</summary>
    private static async Task<int> SubmitAsync(
        HttpClient http,
        string key,
        string picture,
        byte[] sound,
        string model,
        CancellationToken cancellation
    )
    {
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/videos")
            {
                Content = new MultipartFormDataContent
                {
                    { new StringContent("Nothing is rendered"), "prompt" },
                    { new StringContent(model), "model" },
                    {
                        new ByteArrayContent(await File.ReadAllBytesAsync(picture, cancellation)),
                        "input_reference",
                        "p"
                    },
                    { new ByteArrayContent(sound), "audio_reference", "s" },
                },
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var answer = await http.SendAsync(request, cancellation);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                if (!answer.IsSuccessStatusCode)
                    throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellation));
                return tries;
            }
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? UsualWait, cancellation);
        }
    }

    /// <summary>Noise as a WAV file.</summary>
    private static byte[] Sound()
    {
        var random = new Random(1);
        var samples = new float[SoundSeconds * Rate];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = 2 * random.NextSingle() - 1;
        return WaveFile.Of(samples, Rate);
    }
}
