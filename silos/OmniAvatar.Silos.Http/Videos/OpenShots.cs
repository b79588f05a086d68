using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>How far the shots of an open job are.</summary>
internal sealed class OpenShots(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Every shot in order; none while the job does not answer.</summary>
    public async Task<IReadOnlyList<ShotProgress>> OfAsync(JobId job)
    {
        try
        {
            return await grains.Job(job).ShotsAsync().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return [];
        }
    }
}
