using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>A tenant's own videos. An incomplete submission is not a video, because its client never got an id. Every
/// unknown id (another tenant's, a path, an empty text) gets the same answer.</summary>
internal sealed class VideoCatalog(IJobIndex index, TimeProvider time)
{
    public const int DefaultPage = 20;
    public const int LongestPage = 100;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="ApiException">The tenant has no such video.</exception>
    public async Task<JobIndexEntry> FindAsync(string tenant, string id, CancellationToken cancellation) =>
        VideoIds.Parse(tenant, id) is { } job
        && await index.FindAsync(job, cancellation) is { State: not JobState.New } entry
            ? entry
            : throw Refusals.NoVideo();

    /// <summary>Waits a while until a deleted video is gone. Its removal is certain once it is asked for; its row is
    /// removed last, after its files.</summary>
    public async Task UntilGoneAsync(JobId job, CancellationToken cancellation)
    {
        for (
            var began = time.GetTimestamp();
            time.GetElapsedTime(began) < Patience && await index.FindAsync(job, cancellation) is not null;

        )
            await Task.Delay(LookAgain, time, cancellation);
    }

    /// <summary>A page of videos, and whether more come after it.</summary>
    /// <exception cref="ApiException">The id after which the page begins is not valid.</exception>
    public async Task<(IReadOnlyList<JobIndexEntry> Page, bool HasMore)> ListAsync(
        string tenant,
        string? after,
        int limit,
        bool oldestFirst,
        CancellationToken cancellation
    )
    {
        if (after is not null && VideoIds.Parse(tenant, after) is null)
            throw Refusals.Invalid("after", "'after' must be the id of a video.");
        var found = await index.ListAsync(tenant, after, limit + 1, oldestFirst, cancellation);
        return ([.. found.Take(limit)], found.Count > limit);
    }
}
