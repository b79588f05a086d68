using System.Runtime.CompilerServices;

namespace OmniAvatar.Client;

/// <summary>Watches a video to its end by its stream of events. A stream that breaks is asked for again where it broke,
/// also at another gateway; a service that does not answer for a while is waited for.</summary>
public sealed class VideoWatcher(VideoClient client, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Events until the video is completed or has failed.</summary>
    /// <exception cref="VideoApiException">The service refuses, or has not answered for two minutes.</exception>
    public async IAsyncEnumerable<VideoEvent> WatchAsync(
        string id,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (last, heard) = ((string?)null, time.GetTimestamp());
        while (true)
        {
            await using var events = client.EventsAsync(id, last, cancellation).GetAsyncEnumerator(cancellation);
            while (await HasNextAsync(events, heard))
            {
                (last, heard) = (events.Current.Id ?? last, time.GetTimestamp());
                yield return events.Current;
                if (events.Current.Video is { IsOver: true })
                    yield break;
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task<bool> HasNextAsync(IAsyncEnumerator<VideoEvent> events, long heard)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (VideoApiException e) when (e.IsPassing && time.GetElapsedTime(heard) < Patience)
        {
            return false;
        }
    }
}
