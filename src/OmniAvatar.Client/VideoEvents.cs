using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client;

/// <summary>An event of a video's stream.</summary>
/// <param name="Id">What a stream that goes on after it is asked for with; null if it changes nothing.</param>
/// <param name="Video">The video as a whole, or null where only its progress is told.</param>
/// <param name="Progress">How far it is, or null.</param>
/// <param name="Warning">What is odd about the request, or null.</param>
/// <param name="Part">How much of it can be watched, or null.</param>
public sealed record VideoEvent(
    string? Id,
    Video? Video,
    VideoProgress? Progress,
    VideoWarning? Warning = null,
    VideoPart? Part = null
);

/// <summary>Reads a video's stream of events.</summary>
internal static class VideoEventReader
{
    /// <summary>The events of a stream until it ends; unknown types are left out.</summary>
    /// <exception cref="JsonException">An event's content is not what its type says.</exception>
    public static async IAsyncEnumerable<VideoEvent> ReadAsync(
        Stream stream,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var parser = SseParser.Create(stream);
        await foreach (var item in parser.EnumerateAsync(cancellation))
        {
            var (id, data) = (parser.LastEventId is { Length: > 0 } last ? last : null, item.Data);
            if (Read(id, item.EventType, data) is { } known)
                yield return known;
        }
    }

    private static VideoEvent? Read(string? id, string type, string data) =>
        type switch
        {
            VideoEventTypes.Status or VideoEventTypes.Done => new(
                id,
                JsonSerializer.Deserialize(data, VideoJson.Default.Video),
                null
            ),
            VideoEventTypes.Progress => new(
                id,
                null,
                JsonSerializer.Deserialize(data, VideoJson.Default.VideoProgress)
            ),
            VideoEventTypes.Warning => new(
                id,
                null,
                null,
                Warning: JsonSerializer.Deserialize(data, VideoJson.Default.VideoWarning)
            ),
            VideoEventTypes.Part => new(
                id,
                null,
                null,
                Part: JsonSerializer.Deserialize(data, VideoJson.Default.VideoPart)
            ),
            _ => null,
        };
}
