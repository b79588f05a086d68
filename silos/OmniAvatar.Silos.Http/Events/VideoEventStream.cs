using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OmniAvatar.Client.Wire;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http.Events;

/// <summary>
/// The events of one video for one listener. Every event tells the whole of what it is about, so one that is missed is
/// made up for by the next:
/// <code>
/// warning … ─► status ─► progress, part … ─► status ─► … ─► done
/// </code>
/// Warnings have no id and come first: a listener who is cut off before the first id hears them again, and one who
/// comes back with an id has heard them.
/// </summary>
internal sealed class VideoEventStream(VideoSnapshots snapshots, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);

    /// <summary>Events until the video is over or the listener may not listen any more.</summary>
    /// <param name="job">The video.</param>
    /// <param name="heard">The id of the last event that the listener has heard, or null.</param>
    /// <param name="mayListen">Whether the listener still may; asked every five seconds.</param>
    /// <param name="cancellation">The listener has gone, or the service stops.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        JobId job,
        string? heard,
        Func<CancellationToken, Task<bool>> mayListen,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var last = (VideoSnapshot?)null;
        var spoke = time.GetTimestamp();
        var check = spoke;
        while (true)
        {
            if (time.GetElapsedTime(check) >= BetweenChecks)
            {
                check = time.GetTimestamp();
                if (!await mayListen(cancellation))
                    yield break;
            }
            var snapshot = await snapshots.OfAsync(job, cancellation);
            if (last is null && string.IsNullOrEmpty(heard))
                foreach (var warning in snapshot.Video.Details!.Warnings ?? [])
                    yield return Warning(snapshot.Video.Id, warning);
            foreach (var item in await NewsAsync(snapshot, last, heard, cancellation))
            {
                (heard, spoke) = (item.EventId, time.GetTimestamp());
                yield return item;
            }
            last = snapshot;
            if (snapshot.Video.IsOver)
                yield break;
            if (time.GetElapsedTime(spoke) >= Silence)
            {
                spoke = time.GetTimestamp();
                yield return new SseItem<string>("{}", VideoEventTypes.KeepAlive);
            }
            await Task.Delay(VideoSnapshots.Pace, time, cancellation);
        }
    }

    /// <summary>What a snapshot has to tell, in order. The end comes last, and is told again to one who has heard it,
    /// because the stream ends with it.</summary>
    private static async Task<IReadOnlyList<SseItem<string>>> NewsAsync(
        VideoSnapshot now,
        VideoSnapshot? before,
        string? heard,
        CancellationToken cancellation
    )
    {
        SseItem<string>[] part = heard != now.PartId && now.Part != before?.Part ? [.. Part(now)] : [];
        if (now.Video.IsOver)
        {
            var end = Item(VideoEventTypes.Done, now, await now.WholeAsync(cancellation), VideoJson.Default.Video);
            return heard == now.EventId ? [end] : [.. part, end];
        }
        if (heard == now.EventId || heard == now.PartId)
            return part;
        var item =
            before?.Video.Status == now.Video.Status
                ? Item(VideoEventTypes.Progress, now, now.Progress, VideoJson.Default.VideoProgress)
                : Item(VideoEventTypes.Status, now, await now.WholeAsync(cancellation), VideoJson.Default.Video);
        return [item, .. part];
    }

    private static IEnumerable<SseItem<string>> Part(VideoSnapshot now)
    {
        if (now.Part is { } part)
            yield return new(JsonSerializer.Serialize(part, VideoJson.Default.VideoPart), VideoEventTypes.Part)
            {
                EventId = now.PartId,
            };
    }

    private static SseItem<string> Warning(string video, string message) =>
        new(
            JsonSerializer.Serialize(new VideoWarning(video, message), VideoJson.Default.VideoWarning),
            VideoEventTypes.Warning
        );

    private static SseItem<string> Item<T>(string type, VideoSnapshot snapshot, T content, JsonTypeInfo<T> json) =>
        new(JsonSerializer.Serialize(content, json), type) { EventId = snapshot.EventId };
}
