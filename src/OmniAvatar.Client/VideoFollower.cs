using System.Runtime.CompilerServices;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client;

/// <summary>Follows a video to its end by asking for it every second; a service that does not answer for a while is
/// waited for.</summary>
public sealed class VideoFollower(VideoClient client, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What is heard of a video, until it is completed or has failed.</summary>
    /// <exception cref="VideoApiException">The service refuses, or has not answered for two minutes.</exception>
    public async IAsyncEnumerable<Video> FollowAsync(string id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var heard = time.GetTimestamp();
        while (true)
        {
            if (await AskAsync(id, heard, cancellation) is { } video)
            {
                heard = time.GetTimestamp();
                yield return video;
                if (video.IsOver)
                    yield break;
            }
            await Task.Delay(Pace, time, cancellation);
        }
    }

    private async Task<Video?> AskAsync(string id, long heard, CancellationToken cancellation)
    {
        try
        {
            return await client.FindAsync(id, cancellation);
        }
        catch (VideoApiException e) when (e.IsPassing && time.GetElapsedTime(heard) < Patience)
        {
            return null;
        }
    }
}
