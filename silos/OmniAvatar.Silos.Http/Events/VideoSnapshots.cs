using System.Collections.Concurrent;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Streaming;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Events;

/// <summary>Looks at videos for their listeners: once a second at each, however many listen.</summary>
internal sealed class VideoSnapshots(
    VideoCatalog catalog,
    VideoPresenter presenter,
    StreamableVideos streams,
    OpenShots open,
    TimeProvider time
)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<JobId, Look> _looks = [];
    private long _lastForgot = time.GetTimestamp();

    /// <summary>How old a snapshot may be.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The video now, or as it was up to a second ago.</summary>
    /// <exception cref="ApiException">The tenant has no such video any more.</exception>
    public async Task<VideoSnapshot> OfAsync(JobId job, CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        var look = _looks.AddOrUpdate(
            job,
            _ => new Look(now, new(() => TakeAsync(job))),
            (_, last) => time.GetElapsedTime(last.At, now) < Pace ? last : new Look(now, new(() => TakeAsync(job)))
        );
        try
        {
            return await look.Snapshot.Value.WaitAsync(cancellation);
        }
        finally
        {
            ForgetOld(now);
        }
    }

    private async Task<VideoSnapshot> TakeAsync(JobId job)
    {
        var entry = await catalog.FindAsync(job.Tenant, job.Job, CancellationToken.None);
        var video = await presenter.ShowBrieflyAsync(entry, CancellationToken.None);
        var shots = entry.IsOpen && !video.IsOver ? await ShotsAsync(job) : [];
        return new VideoSnapshot(
            video,
            shots,
            await PartAsync(entry),
            new(() => presenter.UsageAsync(job, CancellationToken.None))
        );
    }

    private async Task<VideoPart?> PartAsync(JobIndexEntry entry)
    {
        if (entry.State is JobState.Cancelled)
            return null;
        var (stream, ready) = await streams.FindAsync(entry, CancellationToken.None);
        return ready == 0
            ? null
            : new VideoPart
            {
                Id = entry.Job.Job,
                Parts = ready,
                PartsTotal = stream.Segments.Count,
                Seconds = Math.Round(stream.SecondsOf(ready), 3),
                Playlist = StreamRoutes.PlaylistOf(entry.Job.Job),
            };
    }

    private async Task<IReadOnlyList<VideoShot>> ShotsAsync(JobId job) =>
        [.. (await open.OfAsync(job)).Select(shot => new VideoShot(shot.SegmentsDone, shot.SegmentsTotal))];

    /// <summary>Snapshots are kept for the next listener only, so that videos of the past take no memory. The look
    /// through all of them is rare, because its cost grows with their number.</summary>
    private void ForgetOld(long now)
    {
        var last = Volatile.Read(ref _lastForgot);
        if (time.GetElapsedTime(last, now) < Memory || Interlocked.CompareExchange(ref _lastForgot, now, last) != last)
            return;
        foreach (var (job, look) in _looks)
            if (time.GetElapsedTime(look.At, now) > Memory)
                _looks.TryRemove(KeyValuePair.Create(job, look));
    }

    /// <param name="At">When it was begun.</param>
    /// <param name="Snapshot">Begun by the first who asks.</param>
    private sealed record Look(long At, Lazy<Task<VideoSnapshot>> Snapshot);
}
