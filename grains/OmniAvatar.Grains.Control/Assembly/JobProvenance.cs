using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>What the joined video says of how it was made. It comes from what never changes of a job, so that a
/// repeated assembly writes the same.</summary>
internal static class JobProvenance
{
    /// <summary>Asks the index for the model's name, which no request has; a job without a summary has none.</summary>
    public static async Task<VideoProvenance> ReadAsync(
        IJobIndex index,
        JobId job,
        RenderRequest request,
        CancellationToken cancellation
    )
    {
        var entry = await index.FindAsync(job, cancellation);
        return new VideoProvenance(
            job.Job,
            entry?.Summary?.ModelName,
            request.ModelManifest,
            JobDocuments.Sha256Of(request)
        );
    }
}
