using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Cluster;

/// <summary>One tenant's client, which asks the first gateway that answers.</summary>
public sealed class ApiClient(ChaosCluster cluster, string key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Submission = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <summary>Submits a video until a gateway accepts it; its idempotency key ensures that it is one video.</summary>
    /// <exception cref="TimeoutException">No gateway accepted it.</exception>
    public async Task<Video> SubmitAsync(VideoSubmission submission)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            foreach (var gateway in Gateways)
            {
                if (
                    await TryAsync(gateway, Submission, (client, token) => client.CreateAsync(submission, token)) is
                    { } video
                )
                    return video;
            }
            await Task.Delay(Between);
        }
        throw new TimeoutException("No gateway took the submission.");
    }

    /// <summary>A video's status from the first gateway that answers, or null if none answers.</summary>
    public async Task<Video?> FindAsync(string id)
    {
        foreach (var gateway in Gateways)
        {
            if (await TryAsync(gateway, OneCall, (client, token) => client.FindAsync(id, token)) is { } video)
                return video;
        }
        return null;
    }

    private IEnumerable<GatewayProcess> Gateways =>
        cluster.Gateways.Where(gateway => gateway.IsRunning).Select(gateway => (GatewayProcess)gateway.Process!);

    private async Task<Video?> TryAsync(
        GatewayProcess gateway,
        TimeSpan time,
        Func<VideoClient, CancellationToken, Task<Video>> ask
    )
    {
        using var http = VideoClient.For(gateway.Address.ToString(), key);
        using var timeout = new CancellationTokenSource(time);
        try
        {
            return await ask(new VideoClient(http), timeout.Token);
        }
        catch (VideoApiException e) when (e.IsPassing)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
