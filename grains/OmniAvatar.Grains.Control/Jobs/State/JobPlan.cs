using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>A job's plan. If it cannot be read, it is made again from the request, which determines it.</summary>
internal static class JobPlan
{
    /// <exception cref="OmniAvatarException">No plan follows from the request.</exception>
    public static async Task<RenderPlan> ReadOrRemakeAsync(
        IArtifactStore store,
        JobId job,
        RenderRequest request,
        Action<Exception, ArtifactName> onRemoved,
        CancellationToken cancellation
    )
    {
        try
        {
            return await JobDocuments.PlanAsync(store, job, cancellation);
        }
        catch (Exception e) when (e is DamagedException or BadInputException)
        {
            onRemoved(e, JobArtifacts.Plan(job));
            await store.DeleteAsync(JobArtifacts.Plan(job), cancellation);
            await JobDocuments.WriteAsync(store, job, request, SegmentPlanner.Plan(request), cancellation);
            return await JobDocuments.PlanAsync(store, job, cancellation);
        }
    }
}
