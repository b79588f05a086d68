using BitFaster.Caching;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>
/// How much of each video can be watched. The store alone says it, so every gateway says the same: a segment can be
/// watched when its result and those of all segments before it are committed, and the sound is encoded.
/// </summary>
internal sealed class StreamableVideos(
    [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store,
    IGrainFactory grains,
    TimeProvider time
)
{
    private const int Remembered = 1000;
    private const int LooksAtOnce = 16;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.5);

    private readonly IAsyncCache<JobId, Watch> _watches = new ConcurrentLruBuilder<JobId, Watch>()
        .WithCapacity(Remembered)
        .AsAsyncCache()
        .WithAtomicGetOrAdd()
        .Build();

    /// <summary>A video and how many of its segments can be watched now.</summary>
    public async Task<(StreamableVideo Video, int Ready)> FindAsync(JobIndexEntry entry, CancellationToken cancellation)
    {
        var watch = await _watches.GetOrAddAsync(entry.Job, ReadAsync);
        if (entry.State is JobState.Completed)
            return (watch.Video, watch.Video.Segments.Count);
        if (time.GetElapsedTime(watch.LookedAt) >= Pace || watch.LookedAt == 0)
        {
            await LookAsync(watch, cancellation);
            watch.LookedAt = time.GetTimestamp();
        }
        return (watch.Video, watch.HasSound ? watch.Ready : 0);
    }

    private async Task<Watch> ReadAsync(JobId job)
    {
        var request = await JobDocuments.RequestAsync(store, job, CancellationToken.None);
        var plan = await JobDocuments.PlanAsync(store, job, CancellationToken.None);
        var finish = await JobDocuments.FinishAsync(store, job, CancellationToken.None);
        var captions = finish is { Captions: { } given, AreCaptionsBurnt: false } ? given : [];
        return new Watch(new StreamableVideo(job, plan, request, captions));
    }

    private async Task LookAsync(Watch watch, CancellationToken cancellation)
    {
        var (video, ready) = (watch.Video, watch.Ready);
        if (!watch.HasSound)
            await LookForSoundAsync(watch, cancellation);
        // Most looks find nothing new, so the first is for one segment alone.
        for (var most = 1; ready < video.Segments.Count; most = LooksAtOnce)
        {
            var next = Enumerable.Range(ready, Math.Min(most, video.Segments.Count - ready)).ToArray();
            var found = await Task.WhenAll(next.Select(index => store.ReadAsync(video.Result(index), cancellation)));
            var more = found.TakeWhile(manifest => manifest is not null).Count();
            ready += more;
            if (more < next.Length)
                break;
        }
        watch.Ready = Math.Max(watch.Ready, ready);
    }

    /// <summary>The sound is encoded when the job begins; if that message was lost, this one has it encoded.</summary>
    private async Task LookForSoundAsync(Watch watch, CancellationToken cancellation)
    {
        var job = watch.Video.Job;
        watch.HasSound = await store.ReadAsync(JobArtifacts.EncodedSoundResult(job), cancellation) is not null;
        if (!watch.HasSound)
            grains.Assembly(job).EncodeSoundAsync().Ignore();
    }

    /// <summary>What is known of one video. What was ready stays ready: a damaged segment is rendered again with the
    /// same frames.</summary>
    private sealed class Watch(StreamableVideo video)
    {
        public StreamableVideo Video => video;

        public int Ready { get; set; }

        public bool HasSound { get; set; }

        public long LookedAt { get; set; }
    }
}
