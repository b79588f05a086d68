using Microsoft.AspNetCore.Http;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Makes one job of a repeated request under one <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotentRequests(IIdempotencyKeys keys, TimeProvider time)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>The job to make: the earlier job of the same request if there is one, else a new one.</summary>
    /// <exception cref="ApiException">The key is not valid, or was used for another request.</exception>
    public async Task<JobId> JobOfAsync(string tenant, HttpRequest request, SubmissionForm form)
    {
        var fresh = VideoIds.Create(tenant);
        if (
            KeyOf(request) is not { } key
            || await keys.FindAsync(tenant, key, request.HttpContext.RequestAborted) is not { } before
        )
            return fresh;
        return Same(before, form.Sha256());
    }

    /// <summary>Saves the key of an admitted job, so that a request that is cut off here finds its job again.</summary>
    /// <returns>The job to make: another's, if the same request came at the same time and was first.</returns>
    public async Task<JobId> ClaimAsync(JobId job, HttpRequest request, SubmissionForm form)
    {
        if (KeyOf(request) is not { } key)
            return job;
        var content = form.Sha256();
        return Same(await keys.ClaimAsync(new IdempotentRequest(job, key, content, time.GetUtcNow())), content);
    }

    private static JobId Same(IdempotentRequest before, string contentSha256) =>
        before.ContentSha256 == contentSha256
            ? before.Job
            : throw Refusals.Conflict(
                "idempotency_key_reused",
                $"This {Header} was already used for another request; use a new one."
            );

    private static string? KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
            return null;
        return values is [{ Length: >= 1 and <= LongestKey } key]
            ? key
            : throw Refusals.Invalid(Header, $"{Header} must have one value of 1 to {LongestKey} characters.");
    }
}
