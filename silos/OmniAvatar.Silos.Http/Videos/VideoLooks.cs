using OmniAvatar.Client.Wire;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>Shows a video to all who ask for it at once.</summary>
internal sealed class VideoLooks(VideoCatalog catalog, VideoPresenter presenter)
{
    private readonly SharedLooks<JobId, Video> _looks = new(async job =>
        await presenter.ShowAsync(
            await catalog.FindAsync(job.Tenant, job.Job, CancellationToken.None),
            CancellationToken.None
        )
    );

    /// <summary>The video as it stands, or as it stood a moment after this call.</summary>
    /// <exception cref="ApiException">The tenant has no such video.</exception>
    public Task<Video> ShowAsync(string tenant, string id, CancellationToken cancellation) =>
        VideoIds.Parse(tenant, id) is { } job ? _looks.OfAsync(job, cancellation) : throw Refusals.NoVideo();
}
