using System.Globalization;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Silos.Http.Events;

/// <summary>A video at one moment, as its listeners are told of it.</summary>
/// <param name="Video">As lists show it.</param>
/// <param name="Shots">How far each shot is; empty while that is not known.</param>
/// <param name="Part">How much of it can be watched; null for nothing.</param>
/// <param name="Usage">Its GPU time, which is asked for by the first who shows it.</param>
internal sealed record VideoSnapshot(
    Video Video,
    IReadOnlyList<VideoShot> Shots,
    VideoPart? Part,
    Lazy<Task<VideoUsage>> Usage
)
{
    /// <summary>
    /// The id of the event that tells of it. It is made of what is durable alone, so every gateway gives the same
    /// snapshot the same id, and a listener who comes back to another gateway misses nothing and hears nothing twice.
    /// </summary>
    public string EventId =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Video.Status}/{Video.Details!.SegmentsDone}/{Video.Progress}/{Part?.Parts ?? 0}"
        );

    /// <summary>The id of the event that tells how much of it can be watched.</summary>
    public string PartId => EventId + "/part";

    /// <summary>The video as <c>GET</c> shows it.</summary>
    public async Task<Video> WholeAsync(CancellationToken cancellation) =>
        Video with
        {
            Details = Video.Details! with { Usage = await Usage.Value.WaitAsync(cancellation) },
        };

    public VideoProgress Progress =>
        new()
        {
            Id = Video.Id,
            Progress = Video.Progress,
            SegmentsDone = Video.Details!.SegmentsDone,
            SegmentsTotal = Video.Details.SegmentsTotal,
            Shots = Shots,
            Waiting = Video.Details.Waiting,
        };
}
