using Microsoft.AspNetCore.Http;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A submission that became a job.</summary>
/// <param name="Entry">Its row in the index.</param>
/// <param name="Warnings">Warnings.</param>
internal sealed record AcceptedVideo(JobIndexEntry Entry, IReadOnlyList<string> Warnings);

/// <summary>
/// The way of a submission:
/// <code>
/// 1  body        onto the scratch disk, within limits          400, 408, 413, 415, 503 too many at once
/// 2  key         made before? then that very job               409 another body
/// 3  draft       fields, model, files decoded, plan            400
/// 4  admission   pool's bound, tenant's limits                 503, 429, 403
/// 5  filing      key, row in the index, files, start           from here on it exists
/// </code>
/// </summary>
internal sealed class SubmissionService(
    FormReader forms,
    IdempotentRequests requests,
    JobDraftBuilder drafts,
    AdmissionControl admission,
    JobRegistration registration
)
{
    /// <exception cref="ApiException">The submission is refused; nothing of it is kept.</exception>
    /// <exception cref="OmniAvatarException">The same, for what is in its files and numbers.</exception>
    public async Task<AcceptedVideo> SubmitAsync(string tenant, HttpRequest request, CancellationToken cancellation)
    {
        // 1
        using var received = await forms.ReceiveAsync(tenant, request, cancellation);
        // 2
        var job = await requests.JobOfAsync(tenant, request, received.Form);
        if (await registration.FindAsync(job, cancellation) is { } before)
            return new AcceptedVideo(before, before.Summary?.Warnings ?? []);
        // 3
        var draft = await drafts.DraftAsync(job, received, cancellation);
        // 4
        var admitted = await admission.AdmitAsync(draft);
        try
        {
            // 5
            draft = draft.For(await requests.ClaimAsync(job, request, received.Form));
            var entry =
                await registration.FindAsync(draft.Job, CancellationToken.None)
                ?? await registration.FileAsync(draft, admitted.Terms);
            return new AcceptedVideo(entry, [.. draft.Warnings, .. admitted.Warnings]);
        }
        finally
        {
            // The job is in the index, or was refused, or an equal request was first: its reservation ends.
            await admission.SettleAsync(job);
        }
    }
}
