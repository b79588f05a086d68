using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Remixes;

/// <summary>Makes a new video of a finished one: some shots are rendered again, all others are taken over. Its way is
/// that of a submission (<see cref="SubmissionService"/>).</summary>
internal sealed class RemixService(
    FormReader forms,
    IdempotentRequests requests,
    RemixDrafts drafts,
    AdmissionControl admission,
    JobRegistration registration,
    [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store
)
{
    // What a key stands for includes which video is remixed. No field can be called this.
    private const string RemixedVideo = "\0remixed";

    /// <exception cref="ApiException">The remix is refused; nothing of it is kept.</exception>
    public async Task<AcceptedVideo> RemixAsync(
        JobIndexEntry before,
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        using var received = await forms.ReceiveAsync(before.Job.Tenant, request, cancellation);
        var named = received.Form.With(RemixedVideo, before.Job.Job);
        var job = await requests.JobOfAsync(before.Job.Tenant, request, named);
        if (await registration.FindAsync(job, cancellation) is { } known)
            return new AcceptedVideo(known, []);
        var draft = await drafts.DraftAsync(job, before, received, cancellation);
        var admitted = await admission.AdmitAsync(
            job,
            before.Summary?.ModelName ?? draft.Request.ModelManifest,
            draft.Request.ModelManifest,
            draft.TokenSteps,
            draft.Bytes,
            draft.Terms
        );
        try
        {
            var claimed = await requests.ClaimAsync(job, request, named);
            if (claimed != job && await registration.FindAsync(claimed, CancellationToken.None) is { } other)
                return new AcceptedVideo(other, []);
            draft = draft with { Job = claimed };
            var entry = await registration.FileAsync(draft.Job, admitted.Terms, stop => draft.PutAsync(store, stop));
            return new AcceptedVideo(entry, admitted.Warnings);
        }
        finally
        {
            await admission.SettleAsync(job);
        }
    }
}
